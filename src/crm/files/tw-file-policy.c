/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-file-policy.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tw-blobs.h"
#include "tw-record-file.h"

#define HEAD     4096                                  /* bytes that tell what a file is */
#define MEGABYTE 1000000

static const struct
{
  const char *key;
  const char *label;
} groups[TW_N_FILE_GROUPS] = {
  { "pdf", N_("PDF documents") },
  { "pictures", N_("Pictures") },
  { "office", N_("Office documents") },
  { "text", N_("Texts and tables") },
  { "media", N_("Sound and film") },
  { "archives", N_("Archives") },
  { "programs", N_("Programs and scripts") },
  { "other", N_("All others") },
};

/**
 * tw_file_group_get_key:
 * @group: a group of files
 *
 * Returns: (transfer none): how it is written in the record
 */
const char *
tw_file_group_get_key (TwFileGroup group)
{
  return groups[group].key;
}

/**
 * tw_file_group_get_label:
 * @group: a group of files
 *
 * Returns: (transfer none): how people call it
 */
const char *
tw_file_group_get_label (TwFileGroup group)
{
  return _(groups[group].label);
}

static gboolean
begins_with (const char        *type,
             const char *const *prefixes)
{
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (type, prefixes[i]))
      return TRUE;
  return FALSE;
}

static TwFileGroup
find_group (const char *content_type)
{
  static const char *const office[] = {
    "application/vnd.oasis", "application/vnd.openxmlformats", "application/vnd.ms-", "application/msword", "application/rtf", "application/x-ole", NULL
  };
  static const char *const archives[] = {
    "application/zip", "application/x-tar", "application/gzip", "application/x-7z", "application/x-rar", "application/vnd.rar", "application/x-bzip",
    "application/x-xz", "application/zstd", "application/x-compressed", "application/x-cd-image", "application/x-archive", NULL
  };
  g_autofree char *mime = g_content_type_get_mime_type (content_type);

  if (mime == NULL)
    return TW_FILE_OTHER;
  if (tw_file_is_program (content_type))
    return TW_FILE_PROGRAMS;
  if (g_str_equal (mime, "application/pdf"))
    return TW_FILE_PDF;
  if (g_str_has_prefix (mime, "image/"))
    return TW_FILE_PICTURES;
  if (g_str_has_prefix (mime, "audio/") || g_str_has_prefix (mime, "video/"))
    return TW_FILE_MEDIA;
  if (begins_with (mime, office))
    return TW_FILE_OFFICE;
  if (begins_with (mime, archives))
    return TW_FILE_ARCHIVES;
  return g_content_type_is_a (content_type, "text/plain") ? TW_FILE_TEXT : TW_FILE_OTHER;
}

/* --- The record --- */

static void
read_record (TwRecord     *record,
             TwFilePolicy *policy)
{
  const TwValue *size = tw_record_get_key (record, "max_megabytes"), *refused = tw_record_get_key (record, "refused");

  policy->strict = TRUE;
  if (size->type == TW_TYPE_INTEGER && size->i > 0)
    policy->max_size = MIN (size->i * MEGABYTE, TW_FILE_MAX_SIZE);
  for (guint i = 0; refused->type == TW_TYPE_LIST && i < refused->list->n_values; i++)
    for (guint group = 0; group < TW_N_FILE_GROUPS; group++)
      policy->refused[group] |= g_strcmp0 (refused->list->values[i].text, groups[group].key) == 0;
}

static void
set_defaults (TwFilePolicy *policy)
{
  *policy = (TwFilePolicy) { .max_size = TW_FILE_MAX_SIZE };
}

/* There is one, whichever computer it is made on. */
static TwId
get_id (void)
{
  return tw_id_from_words ("file_policy");
}

/* The one that the desktop makes; else the oldest that came in another way, through the API or an import, under an id of its own. */
static TwRecord *
find_record (TwStore        *store,
             const TwEntity *entity)
{
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(TwRecord) record = NULL;
  TwId id = get_id ();

  record = tw_store_get (store, entity, &id, NULL);
  if (record != NULL && !tw_record_is_deleted (record))
    return g_steal_pointer (&record);
  query = tw_query_new ((TwSchema *) entity->schema, entity, NULL, "created_at", NULL);
  records = query != NULL ? tw_store_list (store, query, 1, NULL, NULL, NULL) : NULL;
  return records != NULL && records->len > 0 ? g_object_ref (g_ptr_array_index (records, 0)) : NULL;
}

/**
 * tw_file_policy_load:
 * @store: the store
 * @policy: (out caller-allocates): what is in force
 *
 * Any thread.
 */
void
tw_file_policy_load (TwStore      *store,
                     TwFilePolicy *policy)
{
  g_autoptr(TwSchema) schema = NULL;
  const TwEntity *entity = NULL;
  g_autoptr(TwRecord) record = NULL;

  g_return_if_fail (TW_IS_STORE (store) && policy != NULL);
  set_defaults (policy);
  schema = tw_store_ref_schema (store);
  entity = tw_schema_get_entity (schema, "file_policy");
  record = entity != NULL ? find_record (store, entity) : NULL;
  if (record != NULL)
    read_record (record, policy);
}

/**
 * tw_file_policy_save:
 * @store: the store
 * @policy: what is to be in force
 * @error: of the store
 *
 * Returns: (transfer full) (nullable): the change, for the caller to commit
 */
TwEdit *
tw_file_policy_save (TwStore            *store,
                     const TwFilePolicy *policy,
                     GError            **error)
{
  g_autoptr(TwSchema) schema = NULL;
  const TwEntity *entity = NULL;
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(GString) refused = g_string_new (NULL);
  g_autofree char *size = NULL;
  TwEdit *edit = NULL;
  TwId id = get_id ();

  g_return_val_if_fail (TW_IS_STORE (store) && policy != NULL, NULL);
  schema = tw_store_ref_schema (store);
  entity = tw_schema_get_entity (schema, "file_policy");
  if (entity == NULL)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This workspace has no rules for files. Update the program."));
      return NULL;
    }
  record = find_record (store, entity);
  if (record == NULL)
    record = tw_store_get (store, entity, &id, NULL);
  if (record == NULL)
    {
      record = tw_record_new (entity);
      tw_record_set_id (record, &id);
    }
  for (guint group = 0; group < TW_N_FILE_GROUPS; group++)
    if (policy->refused[group])
      g_string_append_printf (refused, "%s%s", refused->len > 0 ? ", " : "", groups[group].key);
  size = g_strdup_printf ("%d", (int) CLAMP (policy->max_size / MEGABYTE, 1, TW_FILE_MAX_SIZE / MEGABYTE));
  if (!tw_record_set_text (record, "name", _("Files"), error) || !tw_record_set_text (record, "max_megabytes", size, error)
      || !tw_record_set_text (record, "refused", refused->str, error))
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Rules for files"));
  tw_edit_save (edit, record);
  return edit;
}

/* --- Files --- */

/**
 * tw_file_policy_check_size:
 * @policy: what is in force
 * @size: bytes of a file
 * @error: %TW_STORE_ERROR_INVALID with a sentence
 *
 * Returns: whether it is small enough
 */
gboolean
tw_file_policy_check_size (const TwFilePolicy *policy,
                           gint64              size,
                           GError            **error)
{
  g_autofree char *limit = NULL;

  if (size <= policy->max_size)
    return TRUE;
  limit = g_format_size ((guint64) policy->max_size);
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("The file is larger than %s. Choose a smaller one."), limit);
  return FALSE;
}

/* Contents of which nothing but text or a container is known may be what the name says. */
static TwFileGroup
choose_group (TwFileGroup by_name,
              TwFileGroup by_contents)
{
  gboolean vague = by_contents == TW_FILE_OTHER || by_contents == TW_FILE_TEXT || by_contents == TW_FILE_ARCHIVES;

  if (!vague || by_name == TW_FILE_OTHER || by_name == TW_FILE_PDF)
    return by_contents;
  if (by_contents == TW_FILE_ARCHIVES)
    return by_name == TW_FILE_OFFICE || by_name == TW_FILE_PROGRAMS ? by_name : by_contents;
  return by_name;
}

/* Whoever sends a program as a picture means no good, and a text as a PDF does not open. */
static gboolean
is_untrue (TwFileGroup by_name,
           TwFileGroup by_contents)
{
  if (by_name == by_contents || by_name == TW_FILE_OTHER || by_contents == TW_FILE_OTHER)
    return FALSE;
  return by_contents == TW_FILE_PROGRAMS || by_contents == TW_FILE_PDF || by_name == TW_FILE_PDF
         || (by_name == TW_FILE_PICTURES) != (by_contents == TW_FILE_PICTURES);
}

/**
 * tw_file_policy_check_type:
 * @policy: what is in force
 * @name: (nullable): what a file is called
 * @head: its first bytes
 * @length: how many
 * @error: %TW_STORE_ERROR_INVALID with a sentence
 *
 * Returns: whether its kind is taken, and its name says what it is
 */
gboolean
tw_file_policy_check_type (const TwFilePolicy *policy,
                           const char         *name,
                           const guint8       *head,
                           gsize               length,
                           GError            **error)
{
  g_autofree char *contents = NULL, *called = NULL;
  TwFileGroup by_contents = TW_FILE_OTHER, by_name = TW_FILE_OTHER;

  if (!policy->strict)
    return TRUE;
  contents = length > 0 ? g_content_type_guess (NULL, head, length, NULL) : g_strdup ("application/octet-stream");
  called = name != NULL ? g_content_type_guess (name, NULL, 0, NULL) : NULL;
  by_contents = find_group (contents);
  by_name = called != NULL && strchr (name, '.') != NULL ? find_group (called) : TW_FILE_OTHER;
  if (length > 0 && is_untrue (by_name, by_contents))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("“%s” is not what its name says. Give it the name that fits its contents."), name);
      return FALSE;
    }
  if (!policy->refused[choose_group (by_name, by_contents)])
    return TRUE;
  /* Translators: a kind of files, such as “Archives”. */
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("This workspace does not take files of the kind “%s”. Ask its administrator."),
               tw_file_group_get_label (choose_group (by_name, by_contents)));
  return FALSE;
}

/**
 * tw_file_policy_check_blob:
 * @policy: what is in force
 * @path: (nullable): of a file of the workspace; %NULL when it is not here
 * @name: (nullable): what it is called
 * @error: %TW_STORE_ERROR_INVALID with a sentence
 *
 * Returns: whether it is taken
 */
gboolean
tw_file_policy_check_blob (const TwFilePolicy *policy,
                           const char         *path,
                           const char         *name,
                           GError            **error)
{
  guint8 head[HEAD];
  struct stat info;
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  gssize n = fd >= 0 ? read (fd, head, sizeof head) : 0;
  gboolean good = fd < 0 || fstat (fd, &info) != 0 || tw_file_policy_check_size (policy, info.st_size, error);

  if (fd < 0)
    return TRUE;
  close (fd);
  return good && tw_file_policy_check_type (policy, name, head, (gsize) MAX (n, 0), error);
}

static gboolean
check_field (TwRuleCase    *one,
             const TwField *field,
             GError       **error)
{
  const TwEntity *entity = tw_rule_case_get_entity (one), *kind = tw_schema_get_entity ((TwSchema *) entity->schema, "file_policy");
  const TwValue *hash = tw_rule_case_get (one, field);
  const TwValue *name = entity->name_field != NULL ? tw_rule_case_get (one, entity->name_field) : NULL;
  g_autoptr(TwRecord) record = NULL;
  g_autofree char *path = NULL;
  TwFilePolicy policy;
  TwId id = get_id ();

  if (kind == NULL || hash->type != TW_TYPE_TEXT || tw_rule_case_find (one, kind, &id, &record) != TW_RULE_LIVE)
    return TRUE;
  set_defaults (&policy);
  read_record (record, &policy);
  path = tw_rule_case_dup_blob_path (one, hash->text);
  return tw_file_policy_check_blob (&policy, path, name != NULL && name->type == TW_TYPE_TEXT && g_str_equal (entity->key, "document") ? name->text : NULL,
                                    error);
}

/**
 * tw_file_rule:
 * @one: a record of a commit
 * @error: %TW_STORE_ERROR_INVALID when it comes to name a file that is not taken
 *
 * Returns: %FALSE when it cannot be done
 */
gboolean
tw_file_rule (TwRuleCase *one,
              GError    **error)
{
  const TwEntity *entity = tw_rule_case_get_entity (one);

  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_field_is_file (entity->fields[i]) && tw_rule_case_is_changed (one, entity->fields[i])
        && !check_field (one, entity->fields[i], error))
      return FALSE;
  return TRUE;
}
