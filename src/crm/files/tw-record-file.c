/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-file.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-blobs.h"

#define MAX_NAME 200                                   /* bytes; file systems take 255 */
#define HEAD     4096                                  /* bytes that tell what a file is */

static const TwEntity *
get_entity (TwSchema *schema)
{
  return tw_schema_get_entity (schema, "document");
}

static const TwValue *
get_value (TwRecord   *record,
           const char *key)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  static const TwValue none = TW_VALUE_INIT;

  return field != NULL ? tw_record_get (record, field) : &none;
}

static TwRecordFile *
make_file (TwStore  *store,
           TwRecord *document)
{
  TwRecordFile *file = g_new0 (TwRecordFile, 1);
  g_autofree char *title = tw_record_dup_title (document);
  const TwEntity *entity = tw_record_get_entity (document);
  const TwValue *hash = get_value (document, "file"), *type = get_value (document, "mime_type");
  const TwValue *size = get_value (document, "size");
  const TwValue *at = tw_record_get (document, tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_AT));
  const TwValue *user = tw_record_get (document, tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_BY));
  gint64 kept = -1;

  file->document = g_object_ref (document);
  file->name = tw_file_clean_name (title);
  if (hash->type == TW_TYPE_TEXT && tw_blob_is_hash (hash->text))
    {
      file->hash = g_strdup (hash->text);
      kept = tw_store_get_blob_size (store, file->hash);
    }
  file->here = kept >= 0;
  file->size = file->here ? kept : size->type == TW_TYPE_INTEGER && size->i >= 0 ? size->i : -1;
  if (type->type == TW_TYPE_TEXT && *type->text != '\0')
    file->type = g_content_type_from_mime_type (type->text);
  if (file->type == NULL)
    file->type = tw_file_guess_type (store, file->hash, file->name);
  file->at = at->type == TW_TYPE_DATETIME ? at->i : 0;
  if (user->type == TW_TYPE_LINK)
    file->user = user->id;
  return file;
}

/* Documents that point to the record through any of the fields that say what they are about. */
static TwQuery *
make_query (TwSchema *schema,
            TwRecord *about,
            GError  **error)
{
  const TwEntity *entity = get_entity (schema);
  g_autoptr(GString) where = g_string_new (NULL);
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (tw_record_get_id (about), id);
  for (guint i = 0; entity != NULL && i < entity->n_fields; i++)
    if (tw_record_file_is_link (entity->fields[i]) && tw_field_can_target (entity->fields[i], tw_record_get_entity (about)))
      g_string_append_printf (where, "%s%s = \"%s\"", where->len > 0 ? " or " : "", entity->fields[i]->key, id);
  return where->len > 0 ? tw_query_new (schema, entity, where->str, "-created_at", error) : NULL;
}

static gboolean
turns_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

/* The ending stays when a name is cut, for it tells what the file is. */
static void
cut_name (GString *name)
{
  const char *dot = strrchr (name->str, '.');
  gsize ending = dot != NULL && strlen (dot) <= 16 ? strlen (dot) : 0;
  gsize stem = MAX_NAME - ending;

  if (name->len <= MAX_NAME)
    return;
  while (stem > 0 && ((guint8) name->str[stem] & 0xc0) == 0x80)
    stem--;
  g_string_erase (name, stem, name->len - ending - stem);
}

/**
 * tw_record_file_free:
 * @file: a file
 *
 * Frees it.
 */
void
tw_record_file_free (TwRecordFile *file)
{
  g_clear_object (&file->document);
  g_free (file->name);
  g_free (file->hash);
  g_free (file->type);
  g_free (file);
}

/**
 * tw_record_file_is_link:
 * @field: a field of any entity
 *
 * The owner of a document and those who starred it are no subjects of it.
 *
 * Returns: whether the field says what a document is about
 */
gboolean
tw_record_file_is_link (const TwField *field)
{
  return g_str_equal (field->entity->key, "document") && field->kind == TW_KIND_LINK && field->inverse != NULL
         && field->number >= TW_FIELD_FIRST_OWN && field != field->entity->owner_field && !field->retired;
}

/**
 * tw_record_file_find_link:
 * @schema: the schema
 * @target: an entity
 *
 * A field for just this entity comes before one that points to several, so that the document shows the record under its own name.
 *
 * Returns: (transfer none) (nullable): the field by which documents point to its records
 */
const TwField *
tw_record_file_find_link (TwSchema       *schema,
                          const TwEntity *target)
{
  const TwEntity *entity = get_entity (schema);
  const TwField *any = NULL;

  for (guint i = 0; entity != NULL && i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!tw_record_file_is_link (field) || !tw_field_can_target (field, target) || !tw_field_is_editable (field))
        continue;
      if (field->targets != NULL && field->targets[0] != NULL && field->targets[1] == NULL)
        return field;
      any = any != NULL ? any : field;
    }
  return any;
}

/**
 * tw_record_file_list:
 * @store: the store
 * @about: a record
 * @past: an instant; 0 for now
 * @limit: how many at most
 * @error: of the store
 *
 * Returns: (transfer full) (element-type TwRecordFile) (nullable): what is attached to the record, the newest first; of a document, its
 *   own file before all
 */
GPtrArray *
tw_record_file_list (TwStore  *store,
                     TwRecord *about,
                     TwInstant past,
                     guint     limit,
                     GError  **error)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) documents = NULL;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_record_file_free);
  g_autoptr(GError) local = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (about), NULL);
  schema = tw_store_ref_schema (store);
  query = make_query (schema, about, &local);
  if (query != NULL)
    documents = past != 0 ? tw_store_list_as_of (store, query, past, limit, &local)
                          : tw_store_list (store, query, limit, NULL, NULL, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  /* A document's own file can be opened and saved from its page like those of any record. */
  if (past == 0 && tw_record_get_entity (about) == get_entity (schema) && get_value (about, "file")->type == TW_TYPE_TEXT)
    g_ptr_array_add (files, make_file (store, about));
  for (guint i = 0; documents != NULL && i < documents->len; i++)
    g_ptr_array_add (files, make_file (store, g_ptr_array_index (documents, i)));
  return g_steal_pointer (&files);
}

/**
 * tw_record_file_get:
 * @store: the store
 * @document: id of a document
 * @error: %TW_STORE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): it as a file
 */
TwRecordFile *
tw_record_file_get (TwStore    *store,
                    const TwId *document,
                    GError    **error)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(TwRecord) record = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && document != NULL, NULL);
  schema = tw_store_ref_schema (store);
  record = tw_store_get (store, get_entity (schema), document, error);
  return record != NULL ? make_file (store, record) : NULL;
}

/**
 * tw_record_file_rename:
 * @store: the store
 * @file: a file
 * @name: its new name
 * @error: when it cannot be its name
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_record_file_rename (TwStore      *store,
                       TwRecordFile *file,
                       const char   *name,
                       GError      **error)
{
  const TwField *field = tw_record_get_entity (file->document)->name_field;
  g_autofree char *clean = tw_file_clean_name (name), *title = NULL;
  g_auto(TwValue) value = tw_value_text (clean);
  TwEdit *edit = NULL;

  if (!tw_record_set (file->document, field, &value, error))
    return NULL;
  /* Translators: names a change: a file's former and its new name. */
  title = g_strdup_printf (_("Rename “%s” to “%s”"), file->name, clean);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, file->document);
  return edit;
}

/**
 * tw_record_file_remove:
 * @store: the store
 * @file: a file
 *
 * Its document goes to the wastebasket; the bytes stay as long as it can come back.
 *
 * Returns: (transfer full): the change
 */
TwEdit *
tw_record_file_remove (TwStore      *store,
                       TwRecordFile *file)
{
  /* Translators: names a change; %s is the name of a file. */
  g_autofree char *title = g_strdup_printf (_("Remove “%s”"), file->name);
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  tw_edit_delete (edit, tw_record_get_entity (file->document), tw_record_get_id (file->document));
  return edit;
}

/**
 * tw_file_clean_name:
 * @name: what somebody calls a file
 *
 * Returns: (transfer full): a name that is safe on a disk and on the screen; never empty
 */
char *
tw_file_clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  g_autoptr(GString) clean = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar sign = g_utf8_get_char (c);

      if (sign == '/' || sign == '\\')
        g_string_append_c (clean, '-');
      else if (g_unichar_iscntrl (sign) || sign == 0x2028 || sign == 0x2029)
        g_string_append_c (clean, ' ');
      else if (!turns_direction (sign))
        g_string_append_unichar (clean, sign);
    }
  g_strstrip (clean->str);
  clean->len = strlen (clean->str);
  /* A name that begins with a dot hides the file. */
  while (clean->str[0] == '.')
    g_string_erase (clean, 0, 1);
  cut_name (clean);
  return clean->len > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : g_strdup (_("File"));
}

/**
 * tw_file_guess_type:
 * @store: the store
 * @hash: (nullable): of its bytes
 * @name: its name
 *
 * A name may say more of what the bytes show, as that a package is a text document, but nothing else than they do.
 *
 * Returns: (transfer full): its content type
 */
char *
tw_file_guess_type (TwStore    *store,
                    const char *hash,
                    const char *name)
{
  g_autofree char *path = hash != NULL ? tw_store_dup_blob_path (store, hash) : NULL;
  g_autoptr(GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr(GFileInputStream) stream = file != NULL ? g_file_read (file, NULL, NULL) : NULL;
  g_autofree guint8 *head = g_malloc (HEAD);
  g_autofree char *named = NULL, *sniffed = NULL;
  gsize n = 0;

  if (stream != NULL && !g_input_stream_read_all (G_INPUT_STREAM (stream), head, HEAD, &n, NULL, NULL))
    n = 0;
  named = g_content_type_guess (name, n > 0 ? head : NULL, n, NULL);
  sniffed = n > 0 ? g_content_type_guess (NULL, head, n, NULL) : NULL;
  if (sniffed == NULL || g_content_type_is_unknown (sniffed) || g_content_type_is_a (named, sniffed))
    return g_steal_pointer (&named);
  return g_steal_pointer (&sniffed);
}

/**
 * tw_file_is_program:
 * @type: a content type
 *
 * Returns: whether a desktop may run such a file instead of showing it
 */
gboolean
tw_file_is_program (const char *type)
{
  static const char *const programs[] = {
    "application/x-executable", "application/x-sharedlib", "application/x-pie-executable", "application/x-desktop",
    "application/x-shellscript", "application/x-ms-dos-executable", "application/x-msdownload", "application/x-msdos-program",
    "application/vnd.microsoft.portable-executable", "application/x-msi", "application/x-ms-shortcut", "application/x-bat",
    "application/x-java-archive", "application/java-archive", "application/vnd.appimage", "application/vnd.flatpak.ref",
    "application/vnd.flatpak", "application/vnd.debian.binary-package", "application/x-rpm", "application/x-perl", "text/x-python",
    "text/x-python3", "application/x-ruby", "application/x-php", "text/vbscript", "application/hta",
  };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *program = g_content_type_from_mime_type (programs[i]);

      /* Not those derived from them: plain data counts among the scripts there. */
      if (program != NULL && g_content_type_equals (type, program))
        return TRUE;
    }
  return FALSE;
}
