/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup is a tar archive in one zstd frame. Its first member is manifest.json,
 *
 *   {"format": 1, "program": "tradewind", "files": [{"name": "store.db", "size": 4096, "sha256": "…"}, …]}
 *
 * and the others are the files that it names, in that order. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tw-backup-manifest.h"
#include "tw-blobs-private.h"

#define FORMAT    1
#define MAX_FILES 5000000

static void
file_free (TwBackupFile *file)
{
  g_free (file->name);
  g_free (file->hash);
  g_free (file);
}

GPtrArray *
tw_backup_files_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) file_free);
}

void
tw_backup_files_add (GPtrArray *files, const char *name, const char *hash, gint64 size)
{
  TwBackupFile *file = g_new0 (TwBackupFile, 1);

  file->name = g_strdup (name);
  file->hash = g_strdup (hash);
  file->size = size;
  g_ptr_array_add (files, file);
}

gint64
tw_backup_files_get_size (GPtrArray *files)
{
  gint64 size = 0;

  for (guint i = 0; i < files->len; i++)
    size += ((TwBackupFile *) g_ptr_array_index (files, i))->size;
  return size;
}

char *
tw_backup_manifest_print (GPtrArray *files)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_int_value (builder, FORMAT);
  json_builder_set_member_name (builder, "program");
  json_builder_add_string_value (builder, "tradewind");
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++)
    {
      const TwBackupFile *file = g_ptr_array_index (files, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, file->name);
      json_builder_set_member_name (builder, "size");
      json_builder_add_int_value (builder, file->size);
      json_builder_set_member_name (builder, "sha256");
      json_builder_add_string_value (builder, file->hash);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
name_is_good (const char *name, const char *hash)
{
  g_autofree char *expected = NULL;

  if (strcmp (name, "store.db") == 0)
    return TRUE;
  expected = g_strdup_printf ("blobs/%.2s/%s", hash, hash + 2);
  return strcmp (name, expected) == 0;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gint64
get_int (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
}

static gboolean
read_files (JsonArray *array, GPtrArray *files)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  if (json_array_get_length (array) > MAX_FILES)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *name, *hash;
      gint64 size;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return FALSE;
      name = get_string (json_node_get_object (node), "name");
      hash = get_string (json_node_get_object (node), "sha256");
      size = get_int (json_node_get_object (node), "size");
      if (name == NULL || hash == NULL || size < 0 || size > (G_MAXINT64 >> 8) || !tw_blob_is_hash (hash) ||
          !name_is_good (name, hash))
        return FALSE;
      tw_backup_files_add (files, name, hash, size);
      if (!g_hash_table_add (names, ((TwBackupFile *) g_ptr_array_index (files, i))->name))
        return FALSE;
    }
  return g_hash_table_contains (names, "store.db");
}

GPtrArray *
tw_backup_manifest_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) files = tw_backup_files_new ();
  g_auto (TwValue) shallow = TW_VALUE_INIT;
  g_autofree char *copy = g_strndup (text, length);
  JsonNode *root, *list;
  JsonObject *object;

  /* json-glib has no bound on nesting; the reader of values has. */
  if (g_utf8_validate (text, length, NULL) && tw_value_from_json (TW_TYPE_JSON, copy, &shallow, NULL)
      && json_parser_load_from_data (parser, text, length, NULL))
    {
      root = json_parser_get_root (parser);
      object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
      if (object != NULL && g_strcmp0 (get_string (object, "program"), "tradewind") == 0)
        {
          if (get_int (object, "format") > FORMAT)
            {
              g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NEWER,
                                   _("The backup was made by a newer version. Update the program to restore it."));
              return NULL;
            }
          list = json_object_get_member (object, "files");
          if (list != NULL && JSON_NODE_HOLDS_ARRAY (list) && read_files (json_node_get_array (list), files))
            return g_steal_pointer (&files);
        }
    }
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                       _("The backup's table of contents is damaged. Choose another backup."));
  return NULL;
}
