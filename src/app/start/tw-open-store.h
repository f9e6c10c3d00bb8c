/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* As tw_store_open(), with the rules of the program. */
TwStore *tw_open_store           (const char *dir, gboolean create, GError **error);
/* The same on a thread of its own: waits a moment for another program that is about to be done with it. */
TwStore *tw_open_store_patiently (const char *dir, GError **error);

G_END_DECLS
