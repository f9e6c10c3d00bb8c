/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An engine's surroundings for tests: its time goes on only when the test lets it, and its chance comes from the test's seed. */
#pragma once

#include "tw-sync.h"

G_BEGIN_DECLS

extern const TwSyncEnv virtual_env;

void     virtual_env_begin       (void);                /* a new chance; what was left over goes on */
void     virtual_env_end         (void);
gint64   virtual_env_get_now     (void);
guint    virtual_env_draw        (guint n);             /* below n */
void     virtual_env_add         (gint64 at, GSourceFunc func, gpointer data);
/* Does what is next; FALSE when there is nothing to do. */
gboolean virtual_env_step        (void);
/* Does all that other threads do otherwise. */
void     virtual_env_finish_work (void);

G_END_DECLS
