/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fuzz target is one function over bytes. libFuzzer calls it when built with -Dfuzzers=true; else tw_fuzz_main() runs the kept
 * corpus and a bounded number of changes to it as a test. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* How many inputs were good in the target's own sense, so that a corpus that tests nothing is seen. */
extern guint tw_fuzz_n_good;

/* name: of the target and its corpus's folder. rounds: changed inputs; TW_FUZZ_ROUNDS overrides it. */
int tw_fuzz_main (int argc, char **argv, const char *name, guint rounds);

#ifdef TW_LIBFUZZER
#define TW_FUZZ_MAIN(name, rounds) guint tw_fuzz_n_good;
#else
#define TW_FUZZ_MAIN(name, rounds) int main (int argc, char **argv) { return tw_fuzz_main (argc, argv, name, rounds); }
#endif

G_END_DECLS
