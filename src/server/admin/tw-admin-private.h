/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room give each other: administrators look after people, their sessions and keys, the audit log, and the
 * server itself. */
#pragma once

#include "tw-caller.h"
#include "tw-server.h"

G_BEGIN_DECLS

#define TW_ADMIN_LIMIT     50
#define TW_ADMIN_MAX_LIMIT 1000

typedef struct _TwAdminRoutes TwAdminRoutes;

typedef struct
{
  TwServer      *server;
  TwStore       *store;
  TwAdminRoutes *routes;
} TwAdmin;

/* tw-admin.c */
/* FALSE: refused, or a query parameter is not among the names; the response is the answer. */
gboolean tw_admin_begin      (TwRequest *request, TwResponse *response, const char *const *names);
gboolean tw_admin_read_limit (TwRequest *request, TwResponse *response, guint *limit);
/* A query parameter that is missing leaves what is there; *given tells. */
gboolean tw_admin_read_number (TwRequest *request, TwResponse *response, const char *name, gint64 *number);
gboolean tw_admin_read_id    (TwRequest *request, TwResponse *response, const char *name, TwId *id, gboolean *given);
gboolean tw_admin_read_instant (TwRequest *request, TwResponse *response, const char *name, TwInstant *instant);
void     tw_admin_print_id   (GString *json, const char *key, const TwId *id);          /* ,"key":"…" or null */
void     tw_admin_print_text (GString *json, const char *key, const char *text);        /* text nullable */
void     tw_admin_print_instant (GString *json, const char *key, TwInstant at);         /* 0: null */
void     tw_admin_write_audit (TwAdmin *admin, TwRequest *request, const char *action, const char *entity, const TwId *record, const char *detail);

/* tw-admin-audit.c */
void     tw_admin_list_audit  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_read_chain  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_list_heads  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_give_witness (TwRequest *request, TwResponse *response, gpointer data);

/* tw-admin-people.c */
void     tw_admin_list_sessions (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_list_keys    (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_end_sessions (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_change_key   (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_revoke_key   (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_set_right    (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_define        (TwRequest *request, TwResponse *response, gpointer data);

/* tw-admin-erase.c */
void     tw_admin_erase        (TwRequest *request, TwResponse *response, gpointer data);

void     tw_admin_list_unerased (TwRequest *request, TwResponse *response, gpointer data);

/* tw-admin-routes.c */
TwAdminRoutes *tw_admin_routes_new  (TwAdmin *admin, GError **error);
void     tw_admin_routes_free  (TwAdminRoutes *routes);
void     tw_admin_list_routes  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_admin_set_route    (TwRequest *request, TwResponse *response, gpointer data);

/* tw-admin-status.c */
void     tw_admin_give_status  (TwRequest *request, TwResponse *response, gpointer data);

G_END_DECLS
