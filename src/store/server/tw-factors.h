/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second factors of people: the sealed secret of their authenticator, and codes for the day on which it is lost. What seals the
 * secret and what a code looks like is the server's matter. Not in the log and never synced. Any thread.
 *
 *   account_factor   (user, sealed, step, confirmed)   step: of the newest code that was taken; none up to it is taken again
 *   account_recovery (user, hash)                      a code is used once: then the row goes */
#pragma once

#include "tw-accounts.h"

G_BEGIN_DECLS

typedef struct
{
  GBytes  *sealed;
  gint64   step;
  gboolean confirmed;                                  /* a first code was shown: from then on it is asked for */
} TwFactor;

gboolean  tw_factors_enable  (TwStore *store, GError **error);
void      tw_factor_free     (TwFactor *factor);
TwFactor *tw_factors_get     (TwStore *store, const TwId *user, GError **error);         /* NULL without error: none */
/* Takes the place of one that was not confirmed. *done FALSE: there is a confirmed one. */
gboolean  tw_factors_begin   (TwStore *store, const TwId *user, GBytes *sealed, gboolean *done, GError **error);
/* Confirms what was begun; hashes: TW_ACCOUNTS_HASH bytes each, of the recovery codes, which replace former ones. */
gboolean  tw_factors_confirm (TwStore *store, const TwId *user, gint64 step, const guint8 *hashes, guint n_hashes, gboolean *done, GError **error);
/* Takes the code of a step, once. *done FALSE: it, or a later one, was taken before. */
gboolean  tw_factors_use     (TwStore *store, const TwId *user, gint64 step, gboolean *done, GError **error);
/* Takes a recovery code, once. left: how many there are still. */
gboolean  tw_factors_recover (TwStore *store, const TwId *user, const guint8 *hash, gboolean *done, guint *left, GError **error);
gboolean  tw_factors_drop    (TwStore *store, const TwId *user, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFactor, tw_factor_free)

G_END_DECLS
