/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-comment.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (tw-comment-error-quark, tw_comment_error)

static const TwEntity *
get_entity (TwSchema *schema,
            GError  **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "comment");

  if (entity == NULL)
    g_set_error_literal (error, TW_COMMENT_ERROR, TW_COMMENT_ERROR_NO_COMMENTS, _("This workspace has no comments."));
  return entity;
}

static TwRecord *
get_own (TwStore    *store,
         TwSchema   *schema,
         const TwId *id,
         GError    **error)
{
  const TwEntity *entity = get_entity (schema, error);
  g_autoptr(TwRecord) comment = entity != NULL ? tw_store_get (store, entity, id, error) : NULL;
  const TwValue *author = comment != NULL ? tw_record_get (comment, entity->owner_field) : NULL;

  if (author == NULL)
    return NULL;
  if (author->type != TW_TYPE_LINK || !tw_id_equal (&author->id, tw_store_get_user (store)))
    {
      g_set_error_literal (error, TW_COMMENT_ERROR, TW_COMMENT_ERROR_NOT_OWN,
                           _("Only who wrote a comment can change it. Answer it instead."));
      return NULL;
    }
  return g_steal_pointer (&comment);
}

/**
 * tw_comment_write:
 * @store: the store
 * @about: the record that it is about
 * @text: what it says
 * @parent: (nullable): id of the comment that it answers
 * @error: of the record
 *
 * Returns: (transfer full) (nullable): the new comment as an edit
 */
TwEdit *
tw_comment_write (TwStore    *store,
                  TwRecord   *about,
                  const char *text,
                  const TwId *parent,
                  GError    **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = get_entity (schema, error);
  g_autoptr(TwRecord) comment = entity != NULL ? tw_record_new (entity) : NULL;
  g_auto(TwValue) body = tw_value_text (text), answer = TW_VALUE_INIT;
  g_auto(TwValue) target = tw_value_link (tw_record_get_entity (about)->number, tw_record_get_id (about));
  g_autofree char *name = tw_record_dup_title (about), *title = NULL;
  TwEdit *edit = NULL;

  if (comment == NULL || !tw_record_set_key (comment, "record", &target, error) || !tw_record_set_key (comment, "body", &body, error))
    return NULL;
  if (parent != NULL)
    {
      answer = tw_value_link (entity->number, parent);
      if (!tw_record_set_key (comment, "parent", &answer, error))
        return NULL;
    }
  /* Translators: names a change; %s is the record that the comment is about. */
  title = g_strdup_printf (_("Comment on “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, comment);
  return edit;
}

/**
 * tw_comment_change:
 * @store: the store
 * @comment: id of a comment
 * @text: what it is to say
 * @error: %TW_COMMENT_ERROR_NOT_OWN
 *
 * Returns: (transfer full) (nullable): the changed comment as an edit
 */
TwEdit *
tw_comment_change (TwStore    *store,
                   const TwId *comment,
                   const char *text,
                   GError    **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) record = get_own (store, schema, comment, error);
  g_auto(TwValue) body = tw_value_text (text);
  TwEdit *edit = NULL;

  if (record == NULL || !tw_record_set_key (record, "body", &body, error))
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Change a comment"));
  tw_edit_save (edit, record);
  return edit;
}

/**
 * tw_comment_remove:
 * @store: the store
 * @comment: id of a comment
 * @error: %TW_COMMENT_ERROR_NOT_OWN
 *
 * Returns: (transfer full) (nullable): its going away as an edit
 */
TwEdit *
tw_comment_remove (TwStore    *store,
                   const TwId *comment,
                   GError    **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) record = get_own (store, schema, comment, error);
  const TwInverse *answers = record != NULL ? tw_entity_get_inverse (tw_record_get_entity (record), "replies") : NULL;
  g_autoptr(GPtrArray) found = NULL;
  TwEdit *edit = NULL;

  if (record == NULL)
    return NULL;
  if (answers != NULL)
    found = tw_store_related (store, tw_record_get_entity (record), comment, answers, 1, NULL);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Remove a comment"));
  if (found != NULL && found->len > 0)
    {
      g_auto(TwValue) yes = tw_value_boolean (TRUE);

      tw_record_set_key (record, "removed", &yes, NULL);
      tw_edit_save (edit, record);
    }
  else
    tw_edit_delete (edit, tw_record_get_entity (record), comment);
  return edit;
}
