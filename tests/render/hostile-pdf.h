/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDFs that are made to do harm: small files that want more time or memory than anything is worth. */
#pragma once

#include <glib.h>

/* One page whose forms draw each other, FAN times each, DEPTH deep: FAN^DEPTH are drawn. */
GByteArray *hostile_pdf_new_slow   (guint fan, guint depth);
/* One page of 2048 by 2048 points with transparent groups in each other: each wants the pixels of the page for itself. The innermost has this
 * in it. */
GByteArray *hostile_pdf_new_groups (guint depth, const char *innermost);
