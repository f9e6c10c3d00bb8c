/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "tradewindctl server": administrators look after a running server. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl-server.h"

int
tw_ctl_server_do (TwCtlServer *server, const char *method, const char *path, const char *body, char *sentence)
{
  g_autofree char *text = sentence;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwDoc) answer = tw_ctl_link_ask (server->link, method, path, body, &error);
  if (!answer)
    return tw_ctl_fail (error);
  if (server->ctl->format == TW_CTL_JSON)
    {
      g_autoptr(GString) json = g_string_new (NULL);
      tw_doc_print (tw_doc_get_root (answer), json);
      g_print ("%s\n", json->str);
    }
  else
    g_print ("%s\n", text);
  return TW_CTL_DONE;
}

/* Texts as they are, lists with commas, everything else as JSON. */
void
tw_ctl_server_add_cell (TwCtlTable *table, const TwDocNode *node)
{
  g_autoptr(GString) json = g_string_new (NULL), text = g_string_new (NULL);
  if (!node || node->type == TW_DOC_NULL)
    {
      tw_ctl_table_add (table, NULL, NULL, "null");
      return;
    }
  tw_doc_print (node, json);
  if (node->type == TW_DOC_ARRAY)
    for (const TwDocNode *item = node->first; item; item = item->next)
      g_string_append_printf (text, "%s%s", text->len ? ", " : "", item->type == TW_DOC_TEXT ? item->text : "…");
  else if (node->type == TW_DOC_BOOLEAN)
    g_string_assign (text, node->boolean ? _("yes") : _("no"));
  else
    g_string_assign (text, node->type == TW_DOC_TEXT || node->type == TW_DOC_NUMBER ? node->text : json->str);
  tw_ctl_table_add (table, text->str, text->str, json->str);
}

typedef struct
{
  TwCtlTable        *table;
  const char *const *keys;
} Listing;

static gboolean
add_row (const TwDocNode *item, gpointer data, GError **error)
{
  Listing *listing = data;
  for (guint i = 0; listing->keys[i]; i++)
    tw_ctl_server_add_cell (listing->table, tw_doc_member (item, listing->keys[i]));
  return TRUE;
}

int
tw_ctl_server_list (TwCtlServer *server, const char *path, const char *const *keys, const char *const *titles)
{
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (server->ctl, keys, titles);
  g_autoptr(GError) error = NULL;
  Listing listing = { table, keys };
  if (!tw_ctl_link_each (server->link, path, add_row, &listing, &error))
    return tw_ctl_fail (error);
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

int
tw_ctl_server_show (TwCtlServer *server, const char *path, const char *const *keys, const char *const *titles)
{
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (server->ctl, keys, titles);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwDoc) doc = tw_ctl_link_ask (server->link, "GET", path, NULL, &error);
  Listing listing = { table, keys };
  if (!doc)
    return tw_ctl_fail (error);
  add_row (tw_doc_get_root (doc), &listing, NULL);
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

static const TwCtlAction *
find_action (int argc, char **argv)
{
  static const TwCtlAction *const tables[] = { tw_ctl_people_actions, tw_ctl_job_actions };
  const char *verb = argc > 2 ? argv[2] : "list";
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const TwCtlAction *action = tables[t]; action->subject; action++)
      if (g_str_equal (action->subject, argv[1]) && (!*action->verb || g_str_equal (action->verb, verb)))
        {
          int first = *action->verb && argc > 2 ? 3 : 2;
          return argc - first >= action->min && argc - first <= action->max ? action : NULL;
        }
  return NULL;
}

static void
server_clear (TwCtlServer *server)
{
  g_clear_pointer (&server->link, tw_ctl_link_free);
  tw_ctl_login_clear (&server->login);
  g_free (server->user);
  g_free (server->name);
  g_free (server->run_at);
  g_free (server->payload);
  g_strfreev (server->roles);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwCtlServer, server_clear)

static int
run_server (TwCtl *ctl, int argc, char **argv)
{
  g_auto(TwCtlServer) server = { .ctl = ctl };
  const GOptionEntry entries[] = {
    TW_CTL_LOGIN_ENTRIES (server.login),
    { "user", 0, 0, G_OPTION_ARG_STRING, &server.user, N_("Only sessions or keys of this user"), N_("E-MAIL") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &server.name, N_("The name of a user who is invited"), N_("NAME") },
    { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &server.roles, N_("A role of a user who is invited; may be given again"), N_("NAME") },
    { "rate", 0, 0, G_OPTION_ARG_INT, &server.rate, N_("How many requests a minute may come with a new key"), N_("NUMBER") },
    { "at", 0, 0, G_OPTION_ARG_STRING, &server.run_at, N_("When a job is to run, such as 2026-03-31T09:00:00Z"), N_("TIME") },
    { "payload", 0, 0, G_OPTION_ARG_STRING, &server.payload, N_("What a job is to know, JSON"), N_("JSON") },
    G_OPTION_ENTRY_NULL,
  };
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 5))
    return TW_CTL_USAGE;
  const TwCtlAction *action = find_action (argc, argv);
  int status;
  if (!action)
    return tw_ctl_usage (ctl, "%s", _("Give status, backup, users [list|invite E-MAIL|disable E-MAIL|enable E-MAIL|reset-factor E-MAIL], "
                                      "roles [list|show NAME|set NAME ENTITY RIGHTS], sessions [list|revoke ID], "
                                      "keys [list|create NAME SCOPES|limit ID RATE|revoke ID] or jobs [list|show ID|add KIND|repeat ID|cancel ID]."));
  server.link = tw_ctl_link_open (ctl, &server.login, &status);
  if (!server.link)
    return status;
  int first = *action->verb && argc > 2 ? 3 : 2;
  server.argc = argc - first;
  server.argv = argv + first;
  return action->run (&server);
}

const TwCtlCommand tw_ctl_server_commands[] = {
  { "server", "SUBJECT [VERB] …", N_("Looks after a running server: its users, roles, sessions, keys, jobs"), run_server },
  { NULL }
};
