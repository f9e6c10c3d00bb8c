/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the benchmarks with a window begin with: an application of its own, a window, and the folder of a workspace. */
#pragma once

#include <adwaita.h>

#include "tw-frames.h"

G_BEGIN_DECLS

/* Ends the program with the error's message; no error is nothing. */
void bench_check       (GError *error);
/* A registered application with the languages and resources of the real one; NULL when there is no display. */
AdwApplication *bench_application_new (void);
/* The main function of a benchmark whose one argument is a folder. */
int  bench_window_main (int argc, char **argv, int width, int height, void (*run) (GtkWindow *window, const char *dir));

G_END_DECLS
