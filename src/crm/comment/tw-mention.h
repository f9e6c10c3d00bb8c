/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People named in comments. As typed: "@Ann Berg"; as stored: a link to the person, "[@Ann Berg](tradewind:user/…)", so that the person
 * stays the same when the name changes or there are two of it. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwId  id;
  char *name;                                          /* (owned) */
} TwPerson;

void       tw_person_free        (TwPerson *person);
/* Active people whose name holds the text, those that begin with it first; up to limit. (element-type TwPerson) */
GPtrArray *tw_mention_complete   (TwStore *store, const char *text, guint limit, GError **error);
/* people: who was chosen while typing; others of that name stay plain text. */
char      *tw_mention_to_stored  (TwSchema *schema, const char *typed, GPtrArray *people);
/* people: those mentioned are appended. */
char      *tw_mention_to_typed   (TwSchema *schema, const char *stored, GPtrArray *people);
/* Ids of the people that a stored text mentions, each once. (element-type TwId) */
GArray    *tw_mention_list       (TwSchema *schema, const char *stored);

G_END_DECLS
