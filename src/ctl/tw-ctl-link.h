/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command's line to a running server: an address, who one is, and questions that are waited for. */
#pragma once

#include "tw-ctl.h"
#include "tw-doc.h"

G_BEGIN_DECLS

/* What the options of a command say. */
typedef struct
{
  char    *server, *email, *password_file, *code, *key_file, *authority;
  gboolean json;
} TwCtlLogin;

#define TW_CTL_LOGIN_ENTRIES(login) \
  { "server", 0, 0, G_OPTION_ARG_STRING, &(login).server, N_("The server; $TRADEWIND_SERVER without"), N_("ADDRESS") }, \
  { "email", 0, 0, G_OPTION_ARG_STRING, &(login).email, N_("Who signs in"), N_("ADDRESS") }, \
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &(login).password_file, N_("The password stands in its first line"), N_("FILE") }, \
  { "code", 0, 0, G_OPTION_ARG_STRING, &(login).code, N_("Six digits of the authenticator"), N_("DIGITS") }, \
  { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &(login).key_file, N_("Instead of a person: a key for everything stands in its first line"), N_("FILE") }, \
  { "authority", 0, 0, G_OPTION_ARG_FILENAME, &(login).authority, N_("Certificates of the site’s own authority, PEM"), N_("FILE") }, \
  { "json", 0, 0, G_OPTION_ARG_NONE, &(login).json, N_("The same as --format=json"), NULL }

void tw_ctl_login_clear (TwCtlLogin *login);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwCtlLogin, tw_ctl_login_clear)

typedef struct _TwCtlLink TwCtlLink;

/* Signs in. NULL: told on stderr; *status is what the command ends with. */
TwCtlLink *tw_ctl_link_open (TwCtl *ctl, const TwCtlLogin *login, int *status);
void       tw_ctl_link_free (TwCtlLink *link);                                 /* signs out */
/* body: JSON, nullable. The answer's body, null for one without. NULL: error says what the server says. */
TwDoc     *tw_ctl_link_ask  (TwCtlLink *link, const char *method, const char *path, const char *body, GError **error);
/* All items of a list, page by page; FALSE with error. */
typedef gboolean (*TwCtlItem) (const TwDocNode *item, gpointer data, GError **error);
gboolean   tw_ctl_link_each (TwCtlLink *link, const char *path, TwCtlItem func, gpointer data, GError **error);
/* The text of a member; NULL when it is null or missing. Lent. */
const char *tw_ctl_text     (const TwDocNode *object, const char *key);
/* A member; NULL when there is none, or this is no object. object: nullable. Lent. */
const TwDocNode *tw_ctl_member (const TwDocNode *object, const char *key);
const TwDocNode *tw_ctl_items (TwDoc *answer);                                /* of a list; NULL: there are none */
gboolean   tw_ctl_fail_answer (GError **error);                                /* FALSE: this is no answer of such a server */
gboolean   tw_ctl_is_true   (const TwDocNode *object, const char *key);
char      *tw_ctl_read_secret (const char *file, GError **error);              /* the first line of a file */
/* A sign-in failed for want of a code, and somebody at the terminal gave one. NULL: nobody did. */
char      *tw_ctl_ask_code  (const GError *error, guint *tries);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCtlLink, tw_ctl_link_free)

G_END_DECLS
