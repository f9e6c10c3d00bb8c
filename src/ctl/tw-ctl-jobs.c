/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "tradewindctl server": the queue of the server's jobs, and a backup now. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-ctl-server.h"

#define FIELDS "title,kind,status,run_at,every,attempts,progress,started_at,finished_at,result,last_error,payload"

static int
list_jobs (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "title", "kind", "status", "run_at", "attempts", "progress", "result", "last_error", NULL };
  const char *const titles[] = { _("Id"), _("Title"), _("Kind"), _("Status"), _("Runs at"), _("Attempts"), _("Progress"), _("Result"),
                                 _("Last error"), NULL };
  return tw_ctl_server_list (server, "/api/crm/jobs?sort=-run_at&fields=" FIELDS, keys, titles);
}

static char *
dup_path (const char *id, const char *query)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  return g_strdup_printf ("/api/crm/jobs/%s%s", escaped, query);
}

static int
show_job (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "title", "kind", "status", "run_at", "every", "attempts", "progress", "started_at", "finished_at", "result",
                                      "last_error", "payload", NULL };
  const char *const titles[] = { _("Id"), _("Title"), _("Kind"), _("Status"), _("Runs at"), _("Repeats every (minutes)"), _("Attempts"),
                                 _("Progress"), _("Begun at"), _("Ended at"), _("Result"), _("Last error"), _("Details"), NULL };
  g_autofree char *path = dup_path (server->argv[0], "?fields=" FIELDS);
  return tw_ctl_server_show (server, path, keys, titles);
}

static int
add (TwCtlServer *server, const char *kind, const char *title)
{
  g_autoptr(GString) body = g_string_new ("{\"kind\":");
  g_autoptr(TwDoc) payload = NULL;
  g_autoptr(GError) error = NULL;
  tw_doc_print_text (kind, body);
  g_string_append (body, ",\"title\":");
  tw_doc_print_text (title, body);
  if (server->run_at)
    {
      g_string_append (body, ",\"run_at\":");
      tw_doc_print_text (server->run_at, body);
    }
  if (server->payload)
    {
      payload = tw_doc_parse ("--payload", server->payload, -1, &error);
      if (!payload)
        return tw_ctl_fail (error);
      g_string_append (body, ",\"payload\":");
      tw_doc_print (tw_doc_get_root (payload), body);
    }
  g_string_append_c (body, '}');
  return tw_ctl_server_do (server, "POST", "/api/crm/jobs", body->str, g_strdup (_("The job waits; “server jobs” tells how it goes.")));
}

static int
add_job (TwCtlServer *server)
{
  return add (server, server->argv[0], server->argv[0]);
}

static int
add_backup (TwCtlServer *server)
{
  return add (server, "backup", _("Back up the workspace"));
}

/* Due at once. */
static int
repeat_job (TwCtlServer *server)
{
  g_autofree char *path = dup_path (server->argv[0], ""), *now = tw_instant_print (g_get_real_time ());
  g_autofree char *body = g_strdup_printf ("{\"status\":\"waiting\",\"run_at\":\"%s\"}", now);
  return tw_ctl_server_do (server, "PATCH", path, body, g_strdup (_("The job is run again.")));
}

static int
cancel_job (TwCtlServer *server)
{
  g_autofree char *path = dup_path (server->argv[0], "");
  return tw_ctl_server_do (server, "PATCH", path, "{\"status\":\"cancelled\"}", g_strdup (_("The job is cancelled.")));
}

const TwCtlAction tw_ctl_job_actions[] = {
  { "backup", "", 0, 0, add_backup },
  { "jobs", "list", 0, 0, list_jobs },
  { "jobs", "show", 1, 1, show_job },
  { "jobs", "add", 1, 1, add_job },
  { "jobs", "repeat", 1, 1, repeat_job },
  { "jobs", "cancel", 1, 1, cancel_job },
  { NULL }
};
