/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commits and changes as objects. They are immutable, so that the writer's thread can hand them to everybody. */
#include "config.h"

#include <string.h>

#include "tw-commit-private.h"

struct _TwChange
{
  gatomicrefcount ref_count;
  TwCommitHead *head;
  gint64        seq;
  guint         entity;
  TwId          record;
  TwOp          op;
  GArray       *fields;                                /* TwFieldChange */
};

struct _TwCommit
{
  gatomicrefcount ref_count;
  TwCommitHead *head;
  GPtrArray    *changes;                               /* nullable: too many */
  gboolean      entities_known;
  guint64       entities[TW_ENTITY_BITS_WORDS];        /* a bit for each entity number that it touches */
};

G_DEFINE_BOXED_TYPE (TwChange, tw_change, tw_change_ref, tw_change_unref)
G_DEFINE_BOXED_TYPE (TwCommit, tw_commit, tw_commit_ref, tw_commit_unref)

static void
field_change_clear (TwFieldChange *change)
{
  tw_value_clear (&change->before);
  tw_value_clear (&change->after);
}

TwCommitHead *
tw_commit_head_new (void)
{
  TwCommitHead *head = g_new0 (TwCommitHead, 1);

  g_atomic_ref_count_init (&head->ref_count);
  return head;
}

TwCommitHead *
tw_commit_head_ref (TwCommitHead *head)
{
  g_atomic_ref_count_inc (&head->ref_count);
  return head;
}

void
tw_commit_head_unref (TwCommitHead *head)
{
  if (!g_atomic_ref_count_dec (&head->ref_count))
    return;
  g_free (head->title);
  g_free (head);
}

GArray *
tw_field_changes_new (void)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (TwFieldChange));

  g_array_set_clear_func (fields, (GDestroyNotify) field_change_clear);
  return fields;
}

void
tw_field_changes_add (GArray *fields, guint number, const TwValue *before, const TwValue *after)
{
  TwFieldChange change = { number, TW_VALUE_INIT, TW_VALUE_INIT };

  if (before != NULL)
    change.before = tw_value_copy (before);
  if (after != NULL)
    change.after = tw_value_copy (after);
  g_array_append_val (fields, change);
}

TwChange *
tw_change_new (TwCommitHead *head, gint64 seq, guint entity, const TwId *record, TwOp op, GArray *fields)
{
  TwChange *change = g_new0 (TwChange, 1);

  g_atomic_ref_count_init (&change->ref_count);
  change->head = tw_commit_head_ref (head);
  change->seq = seq;
  change->entity = entity;
  change->record = *record;
  change->op = op;
  change->fields = fields;
  return change;
}

TwCommit *
tw_commit_new (TwCommitHead *head, GPtrArray *changes, const guint64 *entities)
{
  TwCommit *commit = g_new0 (TwCommit, 1);

  g_atomic_ref_count_init (&commit->ref_count);
  commit->head = tw_commit_head_ref (head);
  commit->changes = changes;
  if (entities != NULL)
    {
      commit->entities_known = TRUE;
      memcpy (commit->entities, entities, sizeof commit->entities);
    }
  return commit;
}

/**
 * tw_change_find_field:
 * @change: a change
 * @number: a field number
 *
 * Returns: (transfer none) (nullable): what happened to the field, or %NULL when nothing did
 */
const TwFieldChange *
tw_change_find_field (TwChange *change, guint number)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const TwFieldChange *field = &g_array_index (change->fields, TwFieldChange, i);

      if (field->field == number)
        return field;
    }
  return NULL;
}

TwChange *
tw_change_ref (TwChange *change)
{
  g_atomic_ref_count_inc (&change->ref_count);
  return change;
}

void
tw_change_unref (TwChange *change)
{
  if (!g_atomic_ref_count_dec (&change->ref_count))
    return;
  tw_commit_head_unref (change->head);
  g_array_unref (change->fields);
  g_free (change);
}

gint64
tw_change_get_seq (TwChange *change)
{
  return change->seq;
}

gint64
tw_change_get_commit_seq (TwChange *change)
{
  return change->head->seq;
}

guint
tw_change_get_entity (TwChange *change)
{
  return change->entity;
}

const TwId *
tw_change_get_record (TwChange *change)
{
  return &change->record;
}

TwOp
tw_change_get_op (TwChange *change)
{
  return change->op;
}

guint
tw_change_get_n_fields (TwChange *change)
{
  return change->fields->len;
}

const TwFieldChange *
tw_change_get_field (TwChange *change, guint i)
{
  g_return_val_if_fail (i < change->fields->len, NULL);
  return &g_array_index (change->fields, TwFieldChange, i);
}

TwInstant
tw_change_get_time (TwChange *change)
{
  return change->head->at;
}

const TwId *
tw_change_get_user (TwChange *change)
{
  return &change->head->user;
}

TwOrigin
tw_change_get_origin (TwChange *change)
{
  return change->head->origin;
}

const char *
tw_change_get_title (TwChange *change)
{
  return change->head->title;
}

TwCommit *
tw_commit_ref (TwCommit *commit)
{
  g_atomic_ref_count_inc (&commit->ref_count);
  return commit;
}

void
tw_commit_unref (TwCommit *commit)
{
  if (!g_atomic_ref_count_dec (&commit->ref_count))
    return;
  tw_commit_head_unref (commit->head);
  g_clear_pointer (&commit->changes, g_ptr_array_unref);
  g_free (commit);
}

gint64
tw_commit_get_seq (TwCommit *commit)
{
  return commit->head->seq;
}

const TwId *
tw_commit_get_id (TwCommit *commit)
{
  return &commit->head->id;
}

guint64
tw_commit_get_stamp (TwCommit *commit)
{
  return commit->head->stamp;
}

TwInstant
tw_commit_get_time (TwCommit *commit)
{
  return commit->head->at;
}

const TwId *
tw_commit_get_user (TwCommit *commit)
{
  return &commit->head->user;
}

TwOrigin
tw_commit_get_origin (TwCommit *commit)
{
  return commit->head->origin;
}

const char *
tw_commit_get_title (TwCommit *commit)
{
  return commit->head->title;
}

gint64
tw_commit_get_undoes (TwCommit *commit)
{
  return commit->head->undoes;
}

gint64
tw_commit_get_n_changes (TwCommit *commit)
{
  return commit->head->n_changes;
}

gboolean
tw_commit_has_changes (TwCommit *commit)
{
  return commit->changes != NULL;
}

GPtrArray *
tw_commit_get_changes (TwCommit *commit)
{
  return commit->changes;
}

/**
 * tw_commit_touches:
 * @commit: a commit
 * @entity: an entity
 *
 * Returns: %FALSE only when it is certain that no record of the entity is changed by it; a commit that was read from the
 *   log without its changes does not know
 */
gboolean
tw_commit_touches (TwCommit *commit, const TwEntity *entity)
{
  return tw_commit_touches_number (commit, entity->number);
}

gboolean
tw_commit_touches_number (TwCommit *commit, guint number)
{
  if (!commit->entities_known || number / 64 >= TW_ENTITY_BITS_WORDS)
    return TRUE;
  return (commit->entities[number / 64] >> (number % 64)) & 1;
}
