/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of "tradewindctl server" share. */
#pragma once

#include "tw-ctl-link.h"

G_BEGIN_DECLS

typedef struct
{
  TwCtl      *ctl;
  TwCtlLink  *link;
  TwCtlLogin  login;
  char       *user, *name, *run_at, *payload;          /* of the options */
  char      **roles;
  int         rate;                                    /* of a key; 0: not given */
  int         argc;                                    /* what stands behind the verb */
  char      **argv;
} TwCtlServer;

typedef struct
{
  const char *subject, *verb;                          /* verb "": the subject is enough */
  int         min, max;                                /* arguments behind it */
  int       (*run) (TwCtlServer *server);
} TwCtlAction;

/* Ended by subject NULL. */
extern const TwCtlAction tw_ctl_people_actions[];
extern const TwCtlAction tw_ctl_job_actions[];

/* Does something whose answer is not looked at, and prints the sentence (transfer full). */
int  tw_ctl_server_do    (TwCtlServer *server, const char *method, const char *path, const char *body, char *sentence);
/* Prints a list: keys of its items, ended by NULL; titles likewise. */
int  tw_ctl_server_list  (TwCtlServer *server, const char *path, const char *const *keys, const char *const *titles);
/* One object. */
int  tw_ctl_server_show  (TwCtlServer *server, const char *path, const char *const *keys, const char *const *titles);
void tw_ctl_server_add_cell (TwCtlTable *table, const TwDocNode *node);
/* FALSE: told on stderr. */
gboolean tw_ctl_server_find_user (TwCtlServer *server, const char *email, char **id);

G_END_DECLS
