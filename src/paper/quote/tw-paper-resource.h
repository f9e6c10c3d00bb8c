/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped templates, built into the library from data/paper. Naming the function keeps them in the program. */
#pragma once

#include <gio/gio.h>

GResource *tw_paper_data_get_resource (void);
