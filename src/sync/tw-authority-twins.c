/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value that may be there once, on two devices that knew nothing of each other: both records are kept, and a conflict says so. Only
 * who is who and who may what stays strict, since people sign in and are given rights by those values. */
#include "config.h"

#include <string.h>

#include "tw-authority-private.h"

static gboolean
is_strict (const TwEntity *entity)
{
  static const char *const keys[] = { "user", "role", "team" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (entity->key, keys[i]) == 0)
      return TRUE;
  return FALSE;
}

/* For the author, who sees both. */
static gboolean
flag_own (TwApply *apply, TwWork *work, TwWork *twin, const TwField *field, GError **error)
{
  TwEditStamp mine = { apply->at, *tw_access_get_user (apply->access) }, theirs = { 0 };
  gboolean known = tw_authority_find_last (apply->authority, apply->tx, twin, field->number, &theirs);

  apply->merged = TRUE;
  return tw_authority_add_conflict (apply->authority, apply->tx, work, field, "open", "duplicate", &work->before[field->index],
                                    &work->now[field->index], &twin->now[field->index], &mine, known ? &theirs : NULL, error);
}

/* The author may not know of the other record: its owner is told, and the author hears nothing. */
static gboolean
flag_hidden (TwApply *apply, TwWork *twin, const TwField *field, GError **error)
{
  const TwField *owner = twin->entity->owner_field;
  const TwValue *value = &twin->now[field->index];
  TwEditStamp theirs = { apply->at };

  if (owner != NULL && twin->now[owner->index].type == TW_TYPE_LINK)
    theirs.user = twin->now[owner->index].id;
  return tw_authority_add_conflict (apply->authority, apply->tx, twin, field, "open", "duplicate", NULL, value, value, &theirs, NULL, error);
}

static gboolean
flag_twin (TwApply *apply, TwWork *work, const TwField *field, const TwId *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwWork *twin = NULL;
  gboolean visible = tw_apply_load_visible (apply, work->entity, id, &twin, &local);

  if (!visible && local == NULL)
    twin = tw_tx_load (apply->tx, work->entity, id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (twin == NULL)
    return TRUE;
  return visible ? flag_own (apply, work, twin, field, error) : flag_hidden (apply, twin, field, error);
}

static gboolean
flag_work (TwApply *apply, TwWork *work, gboolean *flagged, GError **error)
{
  for (guint f = 0; f < work->entity->n_fields; f++)
    {
      g_autoptr (GError) local = NULL;
      TwId id;

      if (work->entity->fields[f]->unique && tw_rules_find_twin (apply->tx, work, work->entity->fields[f], &id, &local))
        {
          *flagged = TRUE;
          if (!flag_twin (apply, work, work->entity->fields[f], &id, error))
            return FALSE;
        }
      else if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

/* Looks at what is written; conflicts are written at the end. */
gboolean
tw_apply_flag_twins (TwApply *apply, GError **error)
{
  guint n = apply->tx->order->len;
  gboolean flagged = FALSE;

  for (guint i = 0; i < n; i++)
    {
      TwWork *work = g_ptr_array_index (apply->tx->order, i);

      if (!is_strict (work->entity) && !flag_work (apply, work, &flagged, error))
        return FALSE;
    }
  return !flagged || tw_tx_flush (apply->tx, error);
}

TwCheck
tw_apply_get_check (const TwEntity *entity)
{
  return is_strict (entity) ? TW_CHECK_ALL : TW_CHECK_TWINS;
}
