/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast this machine can do it: libmicrohttpd, SQLite and nothing between them. Deals without sign-in, rights, history or checks.
 *   bench-api-bare DATABASE PORT */
#include <microhttpd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <glib.h>

typedef struct
{
  sqlite3      *db;
  sqlite3_stmt *list, *after, *one, *update, *describe;
} Lines;

typedef struct { GString *body; } Call;

static const char *path;
static GMutex writing;
static GPrivate own;

static Lines *
get_lines (void)
{
  Lines *lines = g_private_get (&own);

  if (lines != NULL)
    return lines;
  lines = g_new0 (Lines, 1);
  sqlite3_open_v2 (path, &lines->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  sqlite3_exec (lines->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000", NULL, NULL, NULL);
  sqlite3_prepare_v2 (lines->db, "SELECT * FROM deal ORDER BY id LIMIT ?", -1, &lines->list, NULL);
  sqlite3_prepare_v2 (lines->db, "SELECT * FROM deal WHERE id > ?2 ORDER BY id LIMIT ?1", -1, &lines->after, NULL);
  sqlite3_prepare_v2 (lines->db, "SELECT * FROM deal WHERE id = ?", -1, &lines->one, NULL);
  sqlite3_prepare_v2 (lines->db, "UPDATE deal SET description = ?, row_seq = row_seq + 1 WHERE id = ?", -1, &lines->describe, NULL);
  sqlite3_prepare_v2 (lines->db, "UPDATE deal SET probability = ?, row_seq = row_seq + 1 WHERE id = ?", -1, &lines->update, NULL);
  g_private_set (&own, lines);
  return lines;
}

static void
print_text (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *p = text; *p;)
    {
      size_t n = strcspn (p, "\"\\\n\r\t");

      g_string_append_len (json, p, (gssize) n);
      p += n;
      if (*p)
        {
          g_string_append_c (json, '\\');
          g_string_append_c (json, *p == '\n' ? 'n' : *p == '\r' ? 'r' : *p == '\t' ? 't' : *p);
          p++;
        }
    }
  g_string_append_c (json, '"');
}

static void
print_row (GString *json, sqlite3_stmt *stmt)
{
  for (int i = 0; i < sqlite3_column_count (stmt); i++)
    {
      g_string_append (json, i ? ",\"" : "{\"");
      g_string_append (json, sqlite3_column_name (stmt, i));
      g_string_append (json, "\":");
      if (sqlite3_column_type (stmt, i) == SQLITE_NULL)
        g_string_append (json, "null");
      else if (sqlite3_column_type (stmt, i) == SQLITE_TEXT)
        print_text (json, (const char *) sqlite3_column_text (stmt, i));
      else
        g_string_append (json, (const char *) sqlite3_column_text (stmt, i));
    }
  g_string_append_c (json, '}');
}

static GString *
get_list (Lines *lines, int limit, const char *after)
{
  sqlite3_stmt *stmt = after ? lines->after : lines->list;
  GString *json = g_string_sized_new (65536);

  g_string_append (json, "{\"items\":[");
  sqlite3_bind_int (stmt, 1, limit);
  if (after)
    sqlite3_bind_text (stmt, 2, after, -1, SQLITE_TRANSIENT);
  for (int i = 0; sqlite3_step (stmt) == SQLITE_ROW; i++)
    {
      if (i)
        g_string_append_c (json, ',');
      print_row (json, stmt);
    }
  g_string_append (json, "]}");
  sqlite3_reset (stmt);
  return json;
}

static GString *
get_one (Lines *lines, const char *id)
{
  GString *json = NULL;

  sqlite3_bind_text (lines->one, 1, id, -1, SQLITE_TRANSIENT);
  if (sqlite3_step (lines->one) == SQLITE_ROW)
    print_row (json = g_string_sized_new (2048), lines->one);
  sqlite3_reset (lines->one);
  return json;
}

/* Of {"description":"…"} or {"probability":"…"}, without escapes: what the benchmark sends. */
static gboolean
change (Lines *lines, const char *id, const char *body)
{
  gboolean text = g_str_has_prefix (body, "{\"description\":\"");
  sqlite3_stmt *update = text ? lines->describe : lines->update;
  gboolean good;

  if (!text && !g_str_has_prefix (body, "{\"probability\":\""))
    return FALSE;
  body += strlen ("{\"description\":\"");
  g_mutex_lock (&writing);
  sqlite3_bind_text (update, 1, body, (int) strcspn (body, "\"\\"), SQLITE_STATIC);
  sqlite3_bind_text (update, 2, id, -1, SQLITE_STATIC);
  good = sqlite3_step (update) == SQLITE_DONE;
  sqlite3_reset (update);
  g_mutex_unlock (&writing);
  return good;
}

static enum MHD_Result
answer (struct MHD_Connection *connection, GString *json)
{
  unsigned status = json ? 200 : 404;
  size_t n = json ? json->len : 0;
  struct MHD_Response *response = MHD_create_response_from_buffer (n, json ? g_string_free (json, FALSE) : g_strdup (""), MHD_RESPMEM_MUST_FREE);
  enum MHD_Result good;

  MHD_add_response_header (response, "Content-Type", "application/json");
  good = MHD_queue_response (connection, status, response);
  MHD_destroy_response (response);
  return good;
}

static enum MHD_Result
access_cb (void *data, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *upload,
           size_t *upload_size, void **context)
{
  Call *call = *context;
  const char *id = g_str_has_prefix (url, "/api/crm/deals/") ? url + 15 : NULL;

  if (call == NULL)
    {
      *context = call = g_new0 (Call, 1);
      return MHD_YES;
    }
  if (*upload_size > 0)
    {
      if (call->body == NULL)
        call->body = g_string_new (NULL);
      g_string_append_len (call->body, upload, (gssize) *upload_size);
      *upload_size = 0;
      return MHD_YES;
    }
  if (id == NULL)
    {
      const char *limit = MHD_lookup_connection_value (connection, MHD_GET_ARGUMENT_KIND, "limit");

      return answer (connection, get_list (get_lines (), limit ? atoi (limit) : 50,
                                           MHD_lookup_connection_value (connection, MHD_GET_ARGUMENT_KIND, "after")));
    }
  if (strcmp (method, "PATCH") == 0 && (call->body == NULL || !change (get_lines (), id, call->body->str)))
    return answer (connection, NULL);
  return answer (connection, get_one (get_lines (), id));
}

static void
completed_cb (void *data, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code)
{
  Call *call = *context;

  if (call != NULL && call->body != NULL)
    g_string_free (call->body, TRUE);
  g_free (call);
}

int
main (int argc, char **argv)
{
  struct MHD_Daemon *daemon;

  if (argc != 3)
    return 2;
  path = argv[1];
  daemon = MHD_start_daemon (MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t) atoi (argv[2]), NULL, NULL, access_cb, NULL,
                             MHD_OPTION_NOTIFY_COMPLETED, completed_cb, NULL, MHD_OPTION_THREAD_POOL_SIZE, 2u,
                             MHD_OPTION_CONNECTION_LIMIT, 2000u, MHD_OPTION_END);
  if (daemon == NULL)
    return 1;
  pause ();
  MHD_stop_daemon (daemon);
  return 0;
}
