/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of the program: called once at the start of main(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void tw_locale_init (void);

G_END_DECLS
