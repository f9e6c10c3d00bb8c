/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seeded workspace in a folder of its own, with the rules of the CRM, and short words for what tests do in it. */
#pragma once

#include "tw-store.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;                                    /* of the beginning */
} Site;

void            site_set_up (Site *site, gconstpointer data);
void            site_tear_down (Site *site, gconstpointer data);
const TwEntity *site_entity_of (Site *site, const char *key);
gboolean        site_save (Site *site, TwRecord *record, GError **error);
/* Pairs of key and text, NULL-terminated. */
TwRecord       *site_add (Site *site, const char *entity, ...) G_GNUC_NULL_TERMINATED;
TwId            site_add_id (Site *site, const char *entity, ...) G_GNUC_NULL_TERMINATED;
char           *site_id_of (TwRecord *record);
/* As text, of the record of that name. */
char           *site_find (Site *site, const char *entity, const char *name);
gint64          site_count (Site *site, const char *entity, const char *where);
void            site_change (Site *site, TwRecord *record, const char *key, const char *text);
/* What is stored. */
void            site_assert_is (Site *site, TwRecord *record, const char *key, const char *expected);
/* A refusal of the store whose sentence has these words. */
void            site_assert_says (GError *error, const char *part);
