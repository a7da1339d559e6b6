# polsim: `make run` and `make test` do everything, installing what is missing first.
# make help lists the targets. Build output goes to build/, results to out/.

CC       ?= gcc
BUILD    ?= build
PREFIX   ?= /usr/local
SANITIZE ?=
CFLAGS   ?= -O2 -g
DRAWS    ?= 8192
EMULATOR ?=# what runs the programs of a build for another processor
V        ?= 0
Q         = $(if $(filter 1,$(V)),,@)# V=1 shows the commands
WITHIN    = lua5.4 sqlite3 libsodium# linked into the program, which starts in 3.7 ms instead of 4.7
BESIDE    = nlopt# of which Debian has nothing to link in

WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
# Results are the same bits everywhere: no contraction of a*b+c, no fast-math. The two -fno- flags
# change no result; they let the compiler turn conditions into selects.
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -pthread -MMD -MP $(WARNINGS) $(CFLAGS) -ffp-contract=off \
             -fno-math-errno -fno-trapping-math -Iengine \
             $(shell pkg-config --cflags $(WITHIN) $(BESIDE) 2>/dev/null)
LDLIBS   = -Wl,-Bstatic $(shell pkg-config --libs $(WITHIN) 2>/dev/null) \
           -Wl,-Bdynamic $(shell pkg-config --libs $(BESIDE) 2>/dev/null) -lm -pthread
TARGET  := $(shell $(CC) -dumpmachine)
ifneq ($(filter i386-% i486-% i586-% i686-%,$(TARGET)),)
ALL_CFLAGS += -msse2 -mfpmath=sse# the older unit computes with 64 bits and rounds twice
endif
ifneq ($(SANITIZE),)
ALL_CFLAGS += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# kernels.c is compiled once per instruction set; kernels_select.c chooses at start.
ifneq ($(filter x86_64-%,$(TARGET)),)
SETS = portable sse2 avx2 avx512
else
SETS = portable
endif
FLAGS_avx2   = -mavx2 -mfma
FLAGS_avx512 = -mavx512f -mavx512dq -mavx512vl -mavx512bw -mprefer-vector-width=512

SOURCES  = $(filter-out engine/main.c engine/kernels.c, $(wildcard engine/*.c))
OBJECTS  = $(SOURCES:engine/%.c=$(BUILD)/%.o) $(SETS:%=$(BUILD)/kernels_%.o) $(BUILD)/embedded.o \
           $(BUILD)/dumped.o $(BUILD)/catalogues.o
# what the program carries inside it
LIBRARY  = $(sort $(wildcard scripts/*.lua))
EMBEDDED = $(sort $(LIBRARY) $(wildcard plots/*.gp engine/*.sql))
CATALOGUES = $(sort $(wildcard po/*.po))
TEST_CFLAGS ?=# of test programs besides
ONLY    ?=# names of tests to run, all when empty
SKIP    ?=# and of those to leave out
LONG     = manuals tutorials report export examples cases run# begun first
NAMES    = $(filter-out $(SKIP),$(or $(ONLY),$(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c))))
TESTS    = $(addprefix $(BUILD)/tests/test_,$(filter $(LONG),$(NAMES)) $(filter-out $(LONG),$(sort $(NAMES))))
BENCHES  = $(patsubst tests/bench/%.c,$(BUILD)/tests/%,$(wildcard tests/bench/*.c)) \
           $(patsubst tests/bench/peers/%.c,$(BUILD)/tests/peer_%,$(wildcard tests/bench/peers/*.c))
ifeq ($(filter x86_64-%,$(TARGET)),)
BENCHES := $(filter-out %_avx512,$(BENCHES))
endif
BENCH   ?=# workloads to time, all when empty
FUZZ    ?=# feeds to fuzz, all when empty
FEEDS    = script csv set options inputs database cells template
# tests that touch much memory of many kinds, and are quick under valgrind
WATCHED  = text table expression options graph lua_csv lua_error rewrite store_open inputs run vm stats word record
PICTURES = attainment budget
LINTED  ?= $(BUILD)/lint# where lint compiles; a build folder that is empty may be built by it
RECORD  ?=# 1: make bench-guard records its counts

.DELETE_ON_ERROR:
.PHONY: all run test fire pictures deps help lint layers headers po digests calibrate coverage fuzz valgrind bench \
        bench-guard clean install run-built test-built
.SECONDARY:

all: $(BUILD)/polsim $(BUILD)/polsim.1 $(BUILD)/polsim.zh.1 ## build the program, build/polsim, and its manual page

run: ## install what is missing, build, run the Pengyang plan; plots and report in out/
	@sh scripts/deps.sh run
	@$(MAKE) --no-print-directory run-built

test: ## install what is missing, build, pass all tests
	@sh scripts/deps.sh run test
	@$(MAKE) --no-print-directory test-built

run-built: $(BUILD)/polsim
	$(BUILD)/polsim run scenarios/pengyang/baseline.lua --draws $(DRAWS)
	$(BUILD)/polsim plot @ --lang both --out out/plots
	$(BUILD)/polsim report @ --pictures out/plots --out out
	@for lang in en zh; do $(BUILD)/polsim show @ --lang $$lang > out/report.$$lang.txt || exit 1; done
	@$(BUILD)/polsim export @ --lang en --xlsx out/polsim.en.xlsx & \
	    $(BUILD)/polsim export @ --lang zh --xlsx out/polsim.zh.xlsx && wait $$!
	@echo "report: out/report.en.html, out/report.zh.html; figures: out/plots/; workbooks: out/polsim.en.xlsx, out/polsim.zh.xlsx; tables: out/report.en.txt, out/report.zh.txt; database: out/polsim.db"

test-built: $(TESTS) $(BUILD)/polsim
	@sh tests/run.sh $(BUILD) $(TESTS)

fire: $(BUILD)/polsim $(BUILD)/tests/test_power $(BUILD)/tests/test_fire ## kill 500 runs, fail the power at every write and more (10 minutes)
	POLSIM_FIRE=500 POLSIM_BUILD=$(BUILD) $(BUILD)/tests/test_power
	POLSIM_FIRE=500 POLSIM_BUILD=$(BUILD) $(BUILD)/tests/test_fire

pictures: $(BUILD)/polsim ## draw the READMEs' pictures anew, in docs/pictures/
	@rm -rf $(BUILD)/pictures $(BUILD)/pictures.db && mkdir -p docs/pictures
	$(BUILD)/polsim run scenarios/pengyang/baseline.lua --quiet --store $(BUILD)/pictures.db
	$(BUILD)/polsim plot @ $(PICTURES) --lang both --format svg --quiet --out $(BUILD)/pictures --store $(BUILD)/pictures.db
	@for f in $(BUILD)/pictures/*.svg; do sh scripts/shrink_svg.sh < $$f > docs/pictures/$${f##*/} || exit 1; done

deps: ## install the Debian packages that are missing, saying what each is for
	@sh scripts/deps.sh

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

$(BUILD)/polsim: $(BUILD)/main.o $(BUILD)/libpolsim.a
	@echo "link    $@"
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/polsim.1: $(BUILD)/polsim
	$(Q)$(EMULATOR) $< doc --man --lang en > $@

$(BUILD)/polsim.zh.1: $(BUILD)/polsim
	$(Q)$(EMULATOR) $< doc --man --lang zh > $@

$(BUILD)/libpolsim.a: $(OBJECTS)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: engine/%.c Makefile | $(BUILD)/tests
	@echo "compile $<"
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# Opened when wanted: export_xlsx.h.
XLSX = $(or $(notdir $(realpath $(shell $(CC) -print-file-name=libxlsxwriter.so))),libxlsxwriter.so)
$(BUILD)/export_xlsx.o: ALL_CFLAGS += -DXLSX_LIBRARY='"$(XLSX)"'

$(SETS:%=$(BUILD)/kernels_%.o): $(BUILD)/kernels_%.o: engine/kernels.c Makefile | $(BUILD)/tests
	@echo "compile $< for $*"
	$(Q)$(CC) $(ALL_CFLAGS) $(FLAGS_$*) -g0 -DKERNELS_SET=$* -c -o $@ $<

$(BUILD)/embedded.c: $(EMBEDDED) scripts/embed.sh Makefile | $(BUILD)/tests
	$(Q)sh scripts/embed.sh $(EMBEDDED) > $@

$(BUILD)/dump: scripts/dump.c Makefile | $(BUILD)/tests
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< $(LDLIBS)

$(BUILD)/dumped.c: $(BUILD)/dump $(LIBRARY)
	$(Q)$(EMULATOR) $(BUILD)/dump $(LIBRARY) > $@

$(BUILD)/catalogues.c: $(CATALOGUES) scripts/catalogues.sh Makefile | $(BUILD)/tests
	$(Q)sh scripts/catalogues.sh $(CATALOGUES) > $@

$(BUILD)/embedded.o $(BUILD)/dumped.o $(BUILD)/catalogues.o: $(BUILD)/%.o: $(BUILD)/%.c
	@echo "compile $<"
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/test_%: tests/test_%.c $(BUILD)/libpolsim.a
	@echo "link    $@"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) -Itests -o $@ $< $(BUILD)/libpolsim.a $(LDLIBS) -lcmocka -lRmath

# The program in which blocks of memory are refused, Lua's each by itself (tests/memory/failing.c).
$(BUILD)/tests/test_memory: | $(BUILD)/tests/polsim_failing
$(BUILD)/tests/polsim_failing: tests/memory/failing.c engine/lua_state_memory.c $(BUILD)/main.o $(BUILD)/libpolsim.a
	@echo "link    $@"
	$(Q)$(CC) $(ALL_CFLAGS) -fno-builtin -DLUA_MEMORY_APART -MF $(BUILD)/tests/polsim_failing.d -o $@ $^ $(LDLIBS)

$(BUILD)/tests/bench_%: tests/bench/bench_%.c $(BUILD)/libpolsim.a
	@echo "link    $@"
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -o $@ $< $(BUILD)/libpolsim.a $(LDLIBS)

# Programs that polsim is timed beside: they get all the compiler can do for this machine.
$(BUILD)/tests/peer_%: tests/bench/peers/%.c tests/bench/peers/peer.h | $(BUILD)/tests
	@echo "link    $@"
	$(Q)$(CC) -std=gnu11 $(WARNINGS) -O3 -march=native $(if $(filter %_avx512,$@),-mavx512f -mavx512dq) -o $@ $< -lm

$(BUILD)/tests:
	mkdir -p $@

valgrind: ## memcheck of tests and small runs: memory that was never written, or is lost
	@sh scripts/deps.sh run test guard
	@$(MAKE) --no-print-directory $(WATCHED:%=$(BUILD)/tests/test_%) $(BUILD)/polsim
	@sh tests/valgrind.sh $(BUILD) $(WATCHED:%=$(BUILD)/tests/test_%)

$(FEEDS:%=$(BUILD)/fuzz_%): $(BUILD)/fuzz_%: tests/fuzz/fuzz.c $(wildcard tests/fuzz/*.h) $(BUILD)/libpolsim.a
	@echo "link    $@"
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -DFUZZ_FEED='"$*"' -o $@ $< $(BUILD)/libpolsim.a $(LDLIBS)

fuzz: ## feed the program bytes of no sense, each way for FUZZ_SECONDS=60; FUZZ="script csv" these only
	@command -v clang >/dev/null || { echo "fuzzing needs clang: apt-get install clang" >&2; exit 1; }
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CFLAGS="-O1 -g -DLUA_STATE_SMALL" \
	    SANITIZE=fuzzer-no-link,address,undefined $(addprefix $(BUILD)/fuzz/fuzz_,$(or $(FUZZ),$(FEEDS)))
	@sh tests/fuzz/run.sh $(BUILD)/fuzz $(or $(FUZZ_SECONDS),60) $(or $(FUZZ),$(FEEDS))

bench: $(BUILD)/polsim $(BENCHES) ## time the engine beside NumPy, R and C; BENCH="plan small" times these
	@/usr/bin/python3 tests/bench/run.py $(BUILD) $(BENCH)

bench-guard: ## count the instructions of small runs; 5 % more than recorded fails, RECORD=1 records
	@sh scripts/deps.sh run guard
	@$(MAKE) --no-print-directory -s all
	@sh tests/bench/guard.sh $(BUILD) tests/bench/guard.txt "$(CC)" "$(CFLAGS)" $(filter 1,$(RECORD))

digests: ## compare results by compilers, instruction sets and processors, as many as can be had here
	@sh tests/everywhere.sh $(BUILD)

calibrate: $(BUILD)/tests/test_calibration ## over 10,000 seeds: do intervals cover, are p-values uniform, streams independent?
	@$< $(BUILD)/calibration.txt >$(BUILD)/calibration.log 2>&1; status=$$?; cat $(BUILD)/calibration.txt; exit $$status

coverage: ## lines and branches of engine/ that the tests reach, by file
	@sh scripts/deps.sh run test
	@mkdir -p $(BUILD)/coverage && find $(BUILD)/coverage -name '*.gcda' -delete
	@status=0; $(MAKE) --no-print-directory BUILD=$(BUILD)/coverage \
	    CFLAGS="-O1 -g --coverage -fprofile-update=atomic" test-built || status=1; \
	    python3 tests/coverage.py $(BUILD)/coverage && exit $$status

lint: ## warnings are errors, in C and Lua
	@sh scripts/deps.sh run lint
	$(MAKE) --no-print-directory BUILD=$(LINTED) CFLAGS="$(CFLAGS) -Werror" all
	luacheck --quiet --std lua53 --no-max-line-length scripts/*.lua

layers: ## a file of engine/ includes only modules below it (engine/layers.txt)
	@awk -f engine/layers.awk engine/layers.txt $(wildcard engine/*.c engine/*.h)

po: ## bring the catalogues of words up to date: then translate what is new in po/zh.po
	@sh scripts/deps.sh run
	@sh scripts/words.sh update $(CATALOGUES)

headers: ## every header of engine/ compiles alone
	@for h in $(wildcard engine/*.h); do \
	    $(CC) $(ALL_CFLAGS) -DKERNELS_SET=portable -MF /dev/null -Werror -Wno-unused -fsyntax-only \
	        -x c -include $$h /dev/null || exit 1; done; echo "headers: each compiles alone"

install: all ## install the program and its manual page to $(PREFIX)
	install -D $(BUILD)/polsim $(DESTDIR)$(PREFIX)/bin/polsim
	install -D -m 644 $(BUILD)/polsim.1 $(DESTDIR)$(PREFIX)/share/man/man1/polsim.1
	install -D -m 644 $(BUILD)/polsim.zh.1 $(DESTDIR)$(PREFIX)/share/man/zh_CN/man1/polsim.1

clean: ## remove everything built or computed
	rm -rf $(BUILD) out

-include $(wildcard $(BUILD)/*.d $(BUILD)/tests/*.d)
