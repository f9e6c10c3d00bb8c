/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-access.h"

G_BEGIN_DECLS

typedef enum
{
  TW_ACCESS_SHARED,                                    /* belongs to nobody: everybody who is signed in reads it */
  TW_ACCESS_OWNED,                                     /* by the user that a field names */
  TW_ACCESS_PART,                                      /* of another record, whose rights it follows */
} TwAccessKind;

/* Whose the records of an entity are, by its schema. link: the owner, or the whole that it is a part of. */
TwAccessKind tw_access_classify (const TwEntity *entity, const TwField **link);

/* --- A role as it is written (tw-access-role.c) --- */
typedef enum { TW_SCOPE_OWN, TW_SCOPE_TEAM, TW_SCOPE_TERRITORY, TW_SCOPE_ALL } TwScope;

typedef struct
{
  char       *name;
  TwScope     scope;
  GHashTable *rights;                                  /* entity key or "*" → bits of TwRight */
  GHashTable *row_rules;                               /* entity key → condition */
  GHashTable *field_rules;                             /* "deal.amount" → TwFieldRight */
} TwRole;

TwRole  *tw_role_new        (TwStore *store, TwRecord *record);
void     tw_role_free       (TwRole *role);
/* Bits of TwRight; listed: the role names this entity, or all. */
guint    tw_role_get_rights (const TwRole *role, const TwEntity *entity, gboolean *listed);
gboolean tw_role_is_administrator (const TwRole *role);
/* One line of "permissions": "deal create read change", "deal: create read", "* read". FALSE with INVALID and a sentence. */
gboolean tw_role_parse_line (const char *line, char **entity, guint *rights, GError **error);

/* --- Who the caller is (tw-access-people.c) --- */
typedef struct
{
  GPtrArray *roles;                                    /* TwRole */
  GArray    *team;                                     /* TwId of users: of my teams, and of those below the teams that I lead; me included */
  GArray    *territories;                              /* TwId */
  GArray    *names;                                    /* TwId of what a record is shared with: me, my teams (also those that I lead, and below), my roles */
} TwPeople;

TwPeople *tw_people_new  (TwStore *store, TwSchema *schema, const TwId *user, GError **error);
void      tw_people_free (TwPeople *people);
void      tw_access_append_shared_with (GString *text, const TwPeople *people, const TwField *field, const char *prefix);

/* --- Rights of one entity, worked out when first asked (tw-access.c) --- */
typedef struct
{
  guint        rights;                                 /* bits of TwRight, on some rows at least */
  char        *where[TW_N_RIGHTS];                     /* NULL: every row */
  char        *rule[TW_N_RIGHTS];                      /* what a row must be like after CREATE or CHANGE; NULL: anything */
  TwExprBound *bound[TW_N_RIGHTS], *bound_rule[TW_N_RIGHTS];
  guint8      *fields;                                 /* TwFieldRight by index */
  guint64      hash;
} TwEntityAccess;

struct _TwAccess
{
  gatomicrefcount ref_count;
  TwStore    *store;
  TwSchema   *schema;
  TwId        user;
  gboolean    all, administrator;
  TwPeople   *people;                                  /* NULL with all */
  GStrv       scopes;                                  /* of a key; nullable */
  TwEntityAccess *entities;                            /* by index of the schema's entities */
  GHashTable *indexes;                                 /* number of an entity → index */
  guint64     hash;
};

/* tw-access-build.c */
void     tw_entity_access_build (TwAccess *access, const TwEntity *entity, TwEntityAccess *own);
/* After all were built: what follows from the rights on other entities. */
void     tw_entity_access_finish (TwAccess *access, const TwEntity *entity, TwEntityAccess *own);
void     tw_entity_access_clear (TwEntityAccess *own);

G_END_DECLS
