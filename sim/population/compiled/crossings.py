"""Moves between places to buy as kernels read them: fields of the one record of a plan."""

from __future__ import annotations

from typing import Any

from sim.population.moves import MovesRule
from sim.population.selling import CHANNELS

MOVES_FIELDS: list[Any] = [
    *((name, "i8") for name in ("moving", "unlinked", "accounts_asked", "cloud", "basket_fen")),
    *(
        (name, "f8")
        for name in ("registers", "follows", "habit", "cloud_share", "basket_share", "dealers")
    ),
    *((name, "f8") for name in ("own_part", "dealer_part")),
    *(
        (f"v_{name}", "i8", (CHANNELS,))
        for name in ("unlinked", "account", "commission_bp", "credit_bp")
    ),
]


def crossings(c: Any, moves: MovesRule) -> None:
    """Write what moves orders between places into the record of a plan."""
    c["moving"], c["cloud"], c["cloud_share"] = moves.active, moves.cloud, moves.cloud_share
    c["unlinked"], c["accounts_asked"] = moves.hides_orders, moves.asks_accounts
    c["registers"], c["follows"], c["habit"] = moves.registers, moves.follows, moves.habit
    c["basket_share"], c["basket_fen"] = moves.basket, moves.basket_fen
    c["dealers"], c["own_part"], c["dealer_part"] = moves.dealers, moves.own, moves.dealer
    c["m_home"][: len(moves.homes)] = moves.homes
    many = len(moves.accounts)
    c["v_unlinked"][:many], c["v_account"][:many] = moves.unlinked, moves.accounts
    c["v_commission_bp"][:many], c["v_credit_bp"][:many] = moves.commission_bp, moves.credit_bp
