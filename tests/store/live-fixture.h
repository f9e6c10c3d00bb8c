/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small workspace for the tests of what lives on the store: companies, stages, deals, notes, and random edits of them. */
#pragma once

#include "tw-columns.h"
#include "tw-store.h"

typedef struct
{
  char           *dir;
  TwSchema       *shipped;
  TwStore        *store;
  TwSchema       *schema;                              /* of the store */
  const TwEntity *user, *company, *stage, *deal, *note;
  GRand          *rand;
  GPtrArray      *companies, *stages, *deals, *users;  /* TwId * of what was added and is not deleted */
  GPtrArray      *deleted;                             /* deals */
} Live;

Live      *live_new          (void);
void       live_free         (Live *live);
/* Closes and opens the same folder again. */
void       live_reopen       (Live *live);
void       live_remove_folder (const char *path);
const TwField *live_field    (const TwEntity *entity, const char *key);
/* Adds one record: pairs of key and text, NULL at the end. */
TwId       live_add          (Live *live, const TwEntity *entity, ...) G_GNUC_NULL_TERMINATED;
void       live_set          (Live *live, const TwEntity *entity, const TwId *id, ...) G_GNUC_NULL_TERMINATED;
void       live_delete       (Live *live, const TwEntity *entity, const TwId *id);
void       live_restore      (Live *live, const TwEntity *entity, const TwId *id);
/* Companies, stages, users and n deals with random values, in few commits. */
void       live_fill         (Live *live, guint n_deals);
/* One commit of at most n random adds, changes, deletes and restores of deals. */
void       live_random_commit (Live *live, guint n);
TwQuery   *live_query        (Live *live, const TwEntity *entity, const char *where, const char *sort);
/* Runs raw SQL on the closed or open store's file, with none of the store's protection. */
void       live_plant        (Live *live, const char *sql);
/* Runs the main loop until the condition holds; fails the test after a minute. */
typedef gboolean (*LiveCondition) (gpointer data);
void       live_wait         (LiveCondition condition, gpointer data);
