/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files (docs/sync-protocol.md, "Files"): GET with Range, PUT in pieces with Content-Range, and HEAD, which tells how far one's own
 * upload is. "There is none" and "it is not for you" are the same answer. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-authority.h"
#include "tw-blobs.h"
#include "tw-log.h"
#include "tw-server.h"

#define MAX_PIECE     (8 * 1024 * 1024)
#define SWEEP_SECONDS G_GINT64_CONSTANT (3600)
#define SWEEPS_A_DAY  24

typedef struct
{
  TwServer    *server;
  TwStore     *store;
  TwAuthority *authority;

  GThread     *sweeper;
  GMutex       lock;
  GCond        stopping_cond;
  gboolean     stopping;                               /* (mutex lock) */
} Files;

static void
answer_error (TwResponse *response, const GError *error)
{
  if (g_error_matches (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_DENIED))
    tw_response_problem (response, 403, "denied", _("Not allowed"), error->message);
  else if (g_error_matches (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_TOO_LARGE))
    tw_response_problem (response, 413, "file-too-large", _("Too large"), error->message);
  else if (g_error_matches (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_BUSY))
    {
      tw_response_problem (response, 429, "busy", _("Too many at once"), error->message);
      tw_response_set_header (response, "Retry-After", "60");
    }
  else if (g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED))
    tw_response_problem (response, 422, "wrong-hash", NULL, error->message);
  else if (g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID))
    tw_response_problem (response, 400, "invalid", NULL, error->message);
  else
    tw_response_problem_error (response, error);
}

static void
set_offset (TwResponse *response, gint64 offset)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, offset);

  tw_response_set_header (response, "Upload-Offset", text);
}

static void
answer_missing (Files *files, const TwId *user, const char *hash, TwResponse *response)
{
  tw_response_problem (response, 404, "not-found", NULL, _("There is nothing at this address. Check it."));
  set_offset (response, tw_authority_get_upload (files->authority, user, hash));
}

/* For people who can see a record that names it: it is on its way, and from where. */
static void
answer_awaited (Files *files, const TwId *user, const char *hash, const char *device, TwResponse *response)
{
  GString *json = g_string_new ("{\"type\":\"tag:tradewind,2026:problem/file-awaited\",\"title\":");
  g_autofree char *detail = device != NULL && *device ? g_strdup_printf (_("The file has not come from “%s” yet."), device)
                                                      : g_strdup (_("The file has not come from its device yet."));

  tw_doc_print_text (_("Not here yet"), json);
  g_string_append (json, ",\"status\":404,\"detail\":");
  tw_doc_print_text (detail, json);
  g_string_append (json, ",\"device\":");
  tw_doc_print_text (device != NULL ? device : "", json);
  g_string_append_c (json, '}');
  tw_response_set_status (response, 404);
  set_offset (response, tw_authority_get_upload (files->authority, user, hash));
  tw_response_take_body (response, "application/problem+json", g_string_free_to_bytes (json));
}

static void
handle_get (TwRequest *request, TwResponse *response, gpointer data)
{
  Files *files = data;
  const TwId *user = tw_server_get_caller (request);
  const char *hash = tw_request_get_param (request, "hash");
  g_autofree char *device = NULL, *path = NULL, *type = NULL, *tag = NULL;
  g_autoptr (GError) error = NULL;
  gint64 size;
  TwAuthorityFile file = tw_authority_find_file (files->authority, user, hash, &size, &device, &error);

  if (error != NULL)
    {
      answer_error (response, error);
      return;
    }
  if (file == TW_AUTHORITY_FILE_HERE)
    path = tw_authority_dup_file_path (files->authority, hash);
  if (path == NULL)
    {
      if (file == TW_AUTHORITY_FILE_NONE)
        answer_missing (files, user, hash, response);
      else
        answer_awaited (files, user, hash, device, response);
      return;
    }
  tag = g_strdup_printf ("\"%s\"", hash);
  type = tw_store_dup_blob_type (files->store, hash);
  set_offset (response, size);
  tw_response_set_header (response, "ETag", tag);
  tw_response_set_header (response, "Content-Disposition", "attachment");
  tw_response_set_header (response, "Cache-Control", "private, no-cache");
  tw_response_set_file (response, type, path);
}

/* "bytes 0-1048575/20971520". Without the field the body is the whole file. */
static gboolean
read_place (TwRequest *request, gint64 length, gint64 *offset, gint64 *size)
{
  const char *text = tw_request_get_header (request, "Content-Range");
  g_auto (GStrv) parts = NULL;
  guint64 first, last, whole;

  *offset = 0;
  *size = length;
  if (text == NULL)
    return TRUE;
  if (g_ascii_strncasecmp (text, "bytes ", 6) != 0)
    return FALSE;
  parts = g_strsplit_set (text + 6, "-/", 4);
  if (g_strv_length (parts) != 3 || !g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT64, &first, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXINT64 - 1, &last, NULL)
      || !g_ascii_string_to_unsigned (parts[2], 10, 1, G_MAXINT64, &whole, NULL) || last < first || last >= whole
      || last - first + 1 != (guint64) length)
    return FALSE;
  *offset = (gint64) first;
  *size = (gint64) whole;
  return TRUE;
}

static void
handle_put (TwRequest *request, TwResponse *response, gpointer data)
{
  Files *files = data;
  const TwId *user = tw_server_get_caller (request);
  const char *hash = tw_request_get_param (request, "hash");
  GBytes *piece = tw_request_get_body (request);
  gint64 offset, size, length, end;
  g_autoptr (GError) error = NULL;
  gboolean came;

  if (!tw_blob_is_hash (hash))
    {
      tw_response_problem (response, 400, "invalid", NULL, _("The address must end with the file’s SHA-256 in 64 small hexadecimal digits."));
      return;
    }
  if (!read_place (request, (gint64) g_bytes_get_size (piece), &offset, &size))
    {
      tw_response_problem (response, 400, "invalid", NULL, _("Content-Range does not fit the body. Send “bytes FIRST-LAST/SIZE”."));
      return;
    }
  end = offset + (gint64) g_bytes_get_size (piece);
  if (!tw_authority_add_piece (files->authority, user, hash, offset, piece, size, &length, &came, &error))
    answer_error (response, error);
  else if (length != end)
    {
      tw_response_problem (response, 409, "offset", NULL, _("The piece does not begin where the last one ended. Go on at Upload-Offset."));
      set_offset (response, length);
    }
  else
    {
      tw_response_set_status (response, length == size ? 201 : 202);
      set_offset (response, length);
      /* Those who wait for the file ask again. */
      if (came)
        tw_server_sync_wake (files->server);
    }
}

/* --- Sweeping --- */

/* What was begun and never finished goes each hour; files that nobody names each day, for which the whole log is read. */
static gpointer
sweep (gpointer data)
{
  Files *files = data;
  guint hours = 0;

  g_mutex_lock (&files->lock);
  while (!files->stopping)
    {
      if (g_cond_wait_until (&files->stopping_cond, &files->lock, g_get_monotonic_time () + SWEEP_SECONDS * G_USEC_PER_SEC))
        continue;
      g_mutex_unlock (&files->lock);
      tw_store_sweep_parts (files->store);
      if (++hours % SWEEPS_A_DAY == 0 && tw_store_sweep_blobs (files->store, NULL) < 0)
        tw_log_line_free (tw_log_line_new ("warning", "files-not-swept"));
      g_mutex_lock (&files->lock);
    }
  g_mutex_unlock (&files->lock);
  return NULL;
}

/* --- The module --- */

static const TwRoute route_table[] = {
  { "GET", "/sync/v1/blobs/{hash}", 0, TW_ROUTE_DEFAULT, handle_get },
  { "PUT", "/sync/v1/blobs/{hash}", MAX_PIECE, TW_ROUTE_DEFAULT, handle_put },
  { NULL },
};

static gpointer
open_files (TwServer *server, GError **error)
{
  g_autoptr (GBytes) key = tw_server_dup_key (server, "cursor");
  TwAuthority *authority = tw_authority_new (tw_server_get_store (server), tw_server_get_access (server), key, error);
  Files *files;

  if (authority == NULL)
    return NULL;
  files = g_new0 (Files, 1);
  files->server = server;
  files->store = tw_server_get_store (server);
  files->authority = authority;
  tw_authority_set_max_file (authority, tw_server_get_max_file (server));
  tw_http_add_routes (tw_server_get_http (server), route_table, files);
  g_mutex_init (&files->lock);
  g_cond_init (&files->stopping_cond);
  files->sweeper = g_thread_new ("tw-sweep", sweep, files);
  return files;
}

static void
close_files (gpointer state)
{
  Files *files = state;

  g_mutex_lock (&files->lock);
  files->stopping = TRUE;
  g_cond_signal (&files->stopping_cond);
  g_mutex_unlock (&files->lock);
  g_thread_join (files->sweeper);
  g_mutex_clear (&files->lock);
  g_cond_clear (&files->stopping_cond);
  tw_authority_free (files->authority);
  g_free (files);
}

const TwServerModule tw_server_files_module = { "files", open_files, close_files };
