"""What each command of `siyu` does. Every module is imported only when its command is called."""
