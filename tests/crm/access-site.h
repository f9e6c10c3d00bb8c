/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace of people in teams and territories with random roles and rows, known as arrays beside the store. */
#pragma once

#include "tw-access.h"

#define N_USERS     6
#define N_TEAMS     3
#define N_LANDS     3
#define N_ROLES     5
#define N_COMPANIES 14
#define N_QUOTES    8
#define N_LINES     8
#define N_PRODUCTS  2
#define SMALL       100                                /* "size < 100" is the rule for rows */
#define NOBODY      N_USERS

enum { COMPANY, QUOTE, LINE, PRODUCT, N_KINDS };

/* A role. */
typedef struct
{
  guint    scope, rights[N_KINDS], star;
  gboolean listed[N_KINDS], small_only;
  guint    fields[2];                                  /* TwFieldRight */
} Plan;

/* The workspace, and what is in it as arrays. */
typedef struct
{
  char    *dir;
  TwStore *store;
  TwSchema *schema;
  GRand   *rand;
  guint    n_cells;                                    /* compared */
  TwId     users[N_USERS], teams[N_TEAMS], lands[N_LANDS], roles[N_ROLES], rows[N_KINDS][N_COMPANIES];
  gboolean member[N_USERS][N_TEAMS], has_role[N_USERS][N_ROLES];
  guint    owner[N_KINDS][N_COMPANIES], land[N_COMPANIES], size[N_COMPANIES], whole[N_LINES];
  Plan     plans[N_ROLES];
} Site;

extern const char *const site_kind_keys[N_KINDS], *const site_right_keys[TW_N_RIGHTS];
extern const guint site_n_rows[N_KINDS];
/* Team 1 is below team 0; user 0 leads team 0, user 3 leads team 2. Land 1 is below land 0; land 0 is user 4's, land 2 team 1's. */
extern const int site_team_parent[N_TEAMS], site_team_leader[N_TEAMS];

void      site_open      (Site *site);                  /* without roles that allow anything */
void      site_close     (Site *site);
void      site_next_round (Site *site);                 /* other roles, and other people in roles and teams */
void      site_save_plan (Site *site, guint role);      /* what site->plans says of it */
void      site_save      (Site *site, TwRecord *record);
TwRecord *site_new_record (Site *site, const char *key, TwId *id);
TwRecord *site_get_row   (Site *site, const char *key, const TwId *id);
const TwEntity *site_entity (Site *site, const char *key);
void      site_set_text  (TwRecord *record, const char *key, const char *text);
void      site_set_link  (Site *site, TwRecord *record, const char *key, const char *target, const TwId *id);
/* Links to those of the n ids that has[] says. */
void      site_set_links (Site *site, TwRecord *record, const char *key, const char *target, const TwId *ids, const gboolean *has, guint n);
