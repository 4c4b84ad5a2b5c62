# `make` lists the targets. HOST and PORT are taken from the command line of make only, never from the shell.
HOST := 127.0.0.1
PORT := 8000
PYTHON := python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --quiet
# The files that the checks read.
CODE := src api tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help setup run test check format wheel lock bench clean

help: ## list the targets · 列出目标
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(VENV)/bin/python:
	@test -w . || { echo "无法写入当前文件夹，请换一个可写的位置。 This folder cannot be written; put the project where you may write."; exit 2; }
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 $(PYTHON)；请先安装 Python 3.11 或更高版本。 $(PYTHON) was not found; install Python 3.11 or later."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本（make run PYTHON=python3.12）。 Python 3.11 or later is needed (make run PYTHON=python3.12)."; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "缺少 venv 模块；在 Debian 或 Ubuntu 上请运行 apt install python3-venv。 The venv module is missing; on Debian or Ubuntu run: apt install python3-venv"; exit 2; }
	@echo "建立环境 $(VENV) … Creating the environment $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 2; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "安装运行所需的软件包 … Installing what is needed to run …"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

# Node's own interpreter comes with the test extra.
CLIENTS := tests/clients/node
$(CLIENTS)/node_modules/.package-lock.json: $(CLIENTS)/package-lock.json $(VENV)/.installed-test
	@echo "安装测试用的 JavaScript 客户端 … Installing the JavaScript clients that are tested …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --prefix $(CLIENTS) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(VENV)/.installed-test: requirements-test.txt $(VENV)/.installed
	@echo "安装测试所需的软件包 … Installing what is needed to test …"
	@$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@

setup: $(VENV)/.installed-test $(CLIENTS)/node_modules/.package-lock.json ## create the environment with all extras · 建立含全部依赖的环境

run: $(VENV)/.installed ## build a release and serve it (HOST=… PORT=…) · 生成发布并启动服务
	@$(BIN)/zhengmai build data/documents
	@$(BIN)/zhengmai serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-test $(CLIENTS)/node_modules/.package-lock.json ## run all tests · 运行全部测试
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.installed-test ## formatting, lint and types · 格式、规范与类型检查
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy

format: $(VENV)/.installed-test ## format the code · 整理代码格式
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix-only $(CODE)

wheel: $(VENV)/.installed-test ## build sdist and, from it, the wheel into dist/ · 打包
	@rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .

lock: $(VENV)/.installed-test ## renew the locked requirements · 更新依赖锁定
	$(LOCK) --extra build --output-file requirements.txt
	$(LOCK) --all-extras --output-file requirements-test.txt

bench: $(VENV)/.installed-test ## run the benchmarks, which print tables · 运行基准测试
	@for file in benchmarks/accuracy.py benchmarks/build.py benchmarks/extract.py benchmarks/alignment.py benchmarks/lineage.py benchmarks/validate.py benchmarks/limits.py benchmarks/serve.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

clean: ## remove the environment, releases and caches · 清理
	rm -rf $(VENV) var dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
