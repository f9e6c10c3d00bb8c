/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files: people attach them, the server's side of their routes, and what must hold of them at rest. */
#include "config.h"

#include "sim-node.h"

#include <string.h>

#include "tw-blobs.h"

/* Some are alike on several devices; some are empty. */
void
sim_attach (SimNet *net, SimNode *node, TwRecord *record)
{
  gsize length = sim_range (net->world, 10) == 0 ? 0 : sim_range (net->world, 400);
  guint64 alike = sim_chance (net->world, 30) ? sim_range (net->world, 4) : sim_random (net->world);
  guint8 bytes[400];
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  if (alike < 4)
    length = 150 + alike;
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (alike * 31 + i * 7);
  stream = g_memory_input_stream_new_from_data (bytes, (gssize) length, NULL);
  hash = tw_store_add_blob (node->store, stream, 1000000, NULL, &error);
  g_assert_no_error (error);
  tw_record_set_text (record, "paper", hash, &error);
  g_assert_no_error (error);
  g_hash_table_add (net->attached, g_strdup (hash));
}

/* --- The server --- */

static gint64
read_number (const char *range, guint at)
{
  g_auto (GStrv) parts = g_strsplit_set (range, " =-/", 4);

  return g_strv_length (parts) > at ? g_ascii_strtoll (parts[at], NULL, 10) : -1;
}

static GBytes *
serve_get (SimNet *net, SimNode *node, const char *hash, gboolean body, const char *range, TwReply *reply, GError **error)
{
  g_autofree char *device = NULL, *path = NULL, *content = NULL;
  gint64 size, first = range != NULL ? read_number (range, 1) : 0, last = range != NULL ? read_number (range, 2) : G_MAXINT64;
  TwAuthorityFile file = tw_authority_find_file (net->authority, &node->user, hash, &size, &device, error);
  gsize length;

  if (*error != NULL)
    return NULL;
  reply->offset = file == TW_AUTHORITY_FILE_HERE ? size : tw_authority_get_upload (net->authority, &node->user, hash);
  if (file != TW_AUTHORITY_FILE_HERE)
    {
      reply->status = 404;
      return file == TW_AUTHORITY_FILE_NONE ? g_bytes_new_static ("{}", 2) : g_bytes_new_static ("{\"device\": \"sim\"}", 17);
    }
  reply->size = size;
  reply->status = !body || size == 0 ? 200 : first >= size ? 416 : 206;
  path = tw_authority_dup_file_path (net->authority, hash);
  if (!body || reply->status == 416 || !g_file_get_contents (path, &content, &length, error))
    return *error == NULL ? g_bytes_new_static ("", 0) : NULL;
  return g_bytes_new (content + first, (gsize) (MIN (last + 1, size) - first));
}

static GBytes *
serve_put (SimNet *net, SimNode *node, const char *hash, GBytes *piece, const char *range, TwReply *reply, GError **error)
{
  gint64 offset = range != NULL ? read_number (range, 1) : 0, length;
  gint64 size = range != NULL ? read_number (range, 3) : (gint64) g_bytes_get_size (piece);
  gboolean came;

  if (!tw_authority_add_piece (net->authority, &node->user, hash, offset, piece, size, &length, &came, error))
    {
      if (!g_error_matches (*error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED))
        return NULL;
      g_clear_error (error);
      reply->status = 422;
      return g_bytes_new_static ("{}", 2);
    }
  reply->offset = length;
  reply->status = length != offset + (gint64) g_bytes_get_size (piece) ? 409 : length == size ? 201 : 202;
  if (came)
    sim_net_wake (net);
  return g_bytes_new_static ("{}", 2);
}

/* As src/server/sync/tw-sync-routes-files.c does. */
GBytes *
sim_serve_file (SimNet *net, SimNode *node, const char *method, const char *path, GBytes *piece, const char *range, TwReply *reply,
                GError **error)
{
  const char *hash = strrchr (path, '/') + 1;

  if (g_str_equal (method, "PUT"))
    return serve_put (net, node, hash, piece, range, reply, error);
  return serve_get (net, node, hash, g_str_equal (method, "GET"), range, reply, error);
}

/* --- At rest --- */

gboolean
sim_server_has_file (SimNet *net, const char *hash, GError **error)
{
  /* Who asks for its size has it fetched from where all processes put it. */
  tw_store_get_blob_size (net->store, hash);
  return tw_store_verify_blob (net->store, hash, error);
}

/* Every file that a record at the server names is there, whole; and with those who may see the record and fetch by themselves. */
char *
sim_check_files (SimNet *net)
{
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (net->store), "thing");
  const TwField *paper = tw_entity_get_field (thing, "paper");
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (net->store), thing, NULL, NULL, NULL);
  g_autoptr (GPtrArray) records = tw_store_list (net->store, query, 100000, NULL, NULL, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      const TwValue *value = tw_record_get_before (record, paper);
      g_autoptr (GError) error = NULL;

      if (value->type != TW_TYPE_TEXT)
        continue;
      /* It may have gone with a device before it could be sent. */
      if (g_hash_table_contains (net->lost, value->text) && tw_store_get_blob_size (net->store, value->text) < 0)
        continue;
      if (!sim_server_has_file (net, value->text, &error))
        return g_strdup_printf ("F1: the server lacks %.12s…: %s", value->text, error->message);
      for (guint n = 0; n < net->nodes->len; n++)
        {
          SimNode *node = g_ptr_array_index (net->nodes, n);
          g_autoptr (TwAccess) access = tw_access_cache_get (net->access, &node->user, NULL, NULL);

          if (tw_access_may_row (access, TW_RIGHT_READ, record) && tw_sync_get_files_policy (node->sync) != TW_FILES_ASKED
              && !tw_store_verify_blob (node->store, value->text, &error))
            return g_strdup_printf ("F2: client %u lacks %.12s…: %s", n, value->text, error->message);
        }
    }
  return NULL;
}
