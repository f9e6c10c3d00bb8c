/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-document-version.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-blobs.h"
#include "tw-record-file.h"

#define MAX_LISTED 1000

static const TwEntity *
get_entity (TwRecord *document)
{
  return tw_schema_get_entity (tw_record_get_entity (document)->schema, "document_version");
}

static const TwValue *
get_value (TwRecord   *record,
           const char *key)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  static const TwValue none = TW_VALUE_INIT;

  return field != NULL ? tw_record_get (record, field) : &none;
}

static gboolean
set (TwRecord      *record,
     const char    *key,
     const TwValue *value,
     GError       **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);

  return field == NULL || tw_record_set (record, field, value, error);
}

static gint64
get_number (TwRecord   *record,
            const char *key)
{
  const TwValue *value = get_value (record, key);

  return value->type == TW_TYPE_INTEGER && value->i > 0 ? value->i : 1;
}

static TwRecord *
make_version (TwStore    *store,
              TwRecord   *document,
              gint64      number,
              const char *hash,
              const char *note,
              GError    **error)
{
  g_autoptr(TwRecord) version = tw_record_new (get_entity (document));
  g_auto(TwValue) link = tw_value_link (tw_record_get_entity (document)->number, tw_record_get_id (document));
  g_auto(TwValue) nth = tw_value_integer (number), file = tw_value_text (hash), size = tw_value_integer (tw_store_get_blob_size (store, hash));
  g_auto(TwValue) text = note != NULL && *note != '\0' ? tw_value_text (note) : (TwValue) TW_VALUE_INIT;

  if (!set (version, "document", &link, error) || !set (version, "number", &nth, error) || !set (version, "file", &file, error)
      || (size.i >= 0 && !set (version, "size", &size, error)) || !set (version, "note", &text, error))
    return NULL;
  return g_steal_pointer (&version);
}

/* What was there before anybody thought of versions, with who made it and when. */
static TwRecord *
make_first (TwStore    *store,
            TwRecord   *document,
            const char *hash,
            GError    **error)
{
  const TwEntity *entity = tw_record_get_entity (document);
  const TwValue *at = tw_record_get (document, tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_AT));
  const TwValue *who = tw_record_get (document, tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_BY));
  g_autoptr(TwRecord) version = make_version (store, document, get_number (document, "current_version"), hash, NULL, error);

  if (version == NULL || (at->type == TW_TYPE_DATETIME && !set (version, "at", at, error))
      || (who->type == TW_TYPE_LINK && !set (version, "author", who, error)))
    return NULL;
  return g_steal_pointer (&version);
}

static gboolean
change_document (TwStore    *store,
                 TwRecord   *document,
                 const char *hash,
                 gint64      number,
                 GError    **error)
{
  g_autofree char *title = tw_record_dup_title (document), *type = tw_file_guess_type (store, hash, title);
  g_autofree char *mime = g_content_type_get_mime_type (type);
  g_auto(TwValue) file = tw_value_text (hash), size = tw_value_integer (tw_store_get_blob_size (store, hash)), nth = tw_value_integer (number);
  g_auto(TwValue) kind = tw_value_text (mime != NULL ? mime : "application/octet-stream"), none = TW_VALUE_INIT;

  return set (document, "file", &file, error) && set (document, "size", &size, error) && set (document, "mime_type", &kind, error)
         && set (document, "current_version", &nth, error) && set (document, "extracted_text", &none, error)
         && (tw_entity_get_field (tw_record_get_entity (document), "ocr_status") == NULL
             || tw_record_set_text (document, "ocr_status", "queued", error));
}

/**
 * tw_document_version_list:
 * @store: the store
 * @document: a document
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): its versions, the newest first; none while it has one file only
 */
GPtrArray *
tw_document_version_list (TwStore  *store,
                          TwRecord *document,
                          GError  **error)
{
  g_autoptr(TwSchema) schema = NULL;
  const TwEntity *entity = NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autofree char *where = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (document), NULL);
  entity = get_entity (document);
  if (entity == NULL)
    return g_ptr_array_new_with_free_func (g_object_unref);
  where = g_strdup_printf ("document = \"%s\"", tw_id_print (tw_record_get_id (document), id));
  schema = tw_store_ref_schema (store);
  query = tw_query_new (schema, tw_schema_get_entity (schema, "document_version"), where, "-number", error);
  return query != NULL ? tw_store_list (store, query, MAX_LISTED, NULL, NULL, error) : NULL;
}

/**
 * tw_document_version_get_number:
 * @version: a version
 *
 * Returns: its number, from 1
 */
gint64
tw_document_version_get_number (TwRecord *version)
{
  g_return_val_if_fail (TW_IS_RECORD (version), 1);
  return get_number (version, "number");
}

/**
 * tw_document_version_dup_title:
 * @version: a version
 *
 * Returns: (transfer full): its number, and what was noted of it
 */
char *
tw_document_version_dup_title (TwRecord *version)
{
  const TwValue *note = NULL;

  g_return_val_if_fail (TW_IS_RECORD (version), NULL);
  note = get_value (version, "note");
  if (note->type == TW_TYPE_TEXT)
    /* Translators: the number of a version, and what somebody noted of it. */
    return g_strdup_printf (_("Version %1$" PRId64 ": %2$s"), tw_document_version_get_number (version), note->text);
  return g_strdup_printf (_("Version %" PRId64), tw_document_version_get_number (version));
}

/**
 * tw_document_version_get_file:
 * @version: a version
 *
 * Returns: (transfer none) (nullable): the hash of its file
 */
const char *
tw_document_version_get_file (TwRecord *version)
{
  const TwValue *hash = NULL;

  g_return_val_if_fail (TW_IS_RECORD (version), NULL);
  hash = get_value (version, "file");
  return hash->type == TW_TYPE_TEXT && tw_blob_is_hash (hash->text) ? hash->text : NULL;
}

/**
 * tw_document_version_add:
 * @store: the store
 * @document: a document as it is stored; it is changed
 * @hash: of the new file, which is in the store
 * @note: (nullable): what is different
 * @error: when it cannot be
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_document_version_add (TwStore    *store,
                         TwRecord   *document,
                         const char *hash,
                         const char *note,
                         GError    **error)
{
  g_autoptr(GPtrArray) versions = NULL;
  g_autoptr(TwRecord) first = NULL;
  g_autoptr(TwRecord) version = NULL;
  g_autoptr(TwEdit) edit = NULL;
  g_autofree char *name = NULL, *title = NULL;
  const TwValue *before = NULL;
  gint64 number = 0;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (document) && hash != NULL, NULL);
  before = get_value (document, "file");
  versions = tw_document_version_list (store, document, error);
  if (versions == NULL)
    return NULL;
  if (before->type == TW_TYPE_TEXT && g_str_equal (before->text, hash))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("The file is the same as before."));
      return NULL;
    }
  /* Also above those that came from elsewhere meanwhile. */
  number = get_number (document, "current_version");
  if (versions->len > 0)
    number = MAX (number, tw_document_version_get_number (g_ptr_array_index (versions, 0)));
  name = tw_record_dup_title (document);
  /* Translators: names a change: the number of a version, and a document. */
  title = g_strdup_printf (_("Version %" PRId64 " of “%s”"), number + 1, name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (versions->len == 0 && before->type == TW_TYPE_TEXT && tw_blob_is_hash (before->text))
    {
      first = make_first (store, document, before->text, error);
      if (first == NULL)
        return NULL;
      tw_edit_save (edit, first);
    }
  version = make_version (store, document, number + 1, hash, note, error);
  if (version == NULL || !change_document (store, document, hash, number + 1, error))
    return NULL;
  tw_edit_save (edit, version);
  tw_edit_save (edit, document);
  return g_steal_pointer (&edit);
}

/**
 * tw_document_version_restore:
 * @store: the store
 * @document: a document as it is stored; it is changed
 * @version: one of its versions
 * @error: when it cannot be
 *
 * The versions between stay: nothing is lost by it.
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_document_version_restore (TwStore  *store,
                             TwRecord *document,
                             TwRecord *version,
                             GError  **error)
{
  const char *hash = NULL;
  /* Translators: a note: the number of a former version. */
  g_autofree char *note = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (document) && TW_IS_RECORD (version), NULL);
  hash = tw_document_version_get_file (version);
  if (hash == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("This version has no file."));
      return NULL;
    }
  note = g_strdup_printf (_("As version %" PRId64), tw_document_version_get_number (version));
  return tw_document_version_add (store, document, hash, note, error);
}
