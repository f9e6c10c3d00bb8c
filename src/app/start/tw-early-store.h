/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspace of a start, opened on a thread of its own while the toolkit is made ready: neither waits for the other. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Only a workspace that is there; what goes wrong is told by who opens it again. */
void     tw_early_store_begin (const char *dir);
/* (transfer full) (nullable): the store when it is that of dir. Whatever else was opened is closed again. */
TwStore *tw_early_store_take  (const char *dir);

G_END_DECLS
