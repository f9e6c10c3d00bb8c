/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who the caller is: his roles, those whose records are his team's, and his territories. Leading a team includes the teams below it. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-access-private.h"

#define MAX_DEPTH 64

static const TwValue *
get (TwRecord *record, const char *key)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);

  return field != NULL ? tw_record_get (record, field) : &nothing;
}

static gboolean
has_id (GArray *ids, const TwId *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (tw_id_equal (&g_array_index (ids, TwId, i), id))
      return TRUE;
  return FALSE;
}

static void
add_id (GArray *ids, const TwId *id)
{
  if (!has_id (ids, id))
    g_array_append_vals (ids, id, 1);
}

static GPtrArray *
list_all (TwStore *store, TwSchema *schema, const char *key)
{
  const TwEntity *entity = tw_schema_get_entity (schema, key);
  g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (schema, entity, NULL, NULL, NULL) : NULL;
  GPtrArray *records = query != NULL ? tw_store_list (store, query, G_MAXUINT, NULL, NULL, NULL) : NULL;

  return records != NULL ? records : g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
links_to (TwRecord *record, const char *key, const TwId *id)
{
  const TwValue *value = get (record, key);

  return value->type == TW_TYPE_LINK && tw_id_equal (&value->id, id);
}

/* Everything below these in the tree of "parent". */
static void
add_below (GPtrArray *records, GArray *ids)
{
  for (guint round = 0, n = 0; round < MAX_DEPTH && n != ids->len; round++)
    {
      n = ids->len;
      for (guint i = 0; i < records->len; i++)
        {
          TwRecord *record = g_ptr_array_index (records, i);
          const TwValue *parent = get (record, "parent");

          if (parent->type == TW_TYPE_LINK && has_id (ids, &parent->id))
            add_id (ids, tw_record_get_id (record));
        }
    }
}

static gboolean
shares_team (const TwValue *teams, GArray *ids)
{
  for (guint i = 0; teams->type == TW_TYPE_LIST && i < teams->list->n_values; i++)
    if (has_id (ids, &teams->list->values[i].id))
      return TRUE;
  return FALSE;
}

/* The teams that somebody is of or leads, and those below the latter: what is shared with one of them is shared with him. */
static GArray *
read_own_teams (TwPeople *people, TwStore *store, TwSchema *schema, TwRecord *me)
{
  g_autoptr (GPtrArray) teams = list_all (store, schema, "team");
  g_autoptr (GArray) mine = g_array_new (FALSE, FALSE, sizeof (TwId)), led = g_array_new (FALSE, FALSE, sizeof (TwId));
  const TwValue *own = get (me, "teams");

  for (guint i = 0; own->type == TW_TYPE_LIST && i < own->list->n_values; i++)
    add_id (mine, &own->list->values[i].id);
  for (guint i = 0; i < teams->len; i++)
    if (links_to (g_ptr_array_index (teams, i), "leader", tw_record_get_id (me)))
      add_id (led, tw_record_get_id (g_ptr_array_index (teams, i)));
  add_below (teams, led);
  for (guint i = 0; i < led->len; i++)
    add_id (mine, &g_array_index (led, TwId, i));
  add_id (people->names, tw_record_get_id (me));
  for (guint i = 0; i < mine->len; i++)
    add_id (people->names, &g_array_index (mine, TwId, i));
  return g_steal_pointer (&mine);
}

static void
read_team (TwPeople *people, TwStore *store, TwSchema *schema, TwRecord *me, GArray *mine)
{
  g_autoptr (GPtrArray) users = list_all (store, schema, "user");

  add_id (people->team, tw_record_get_id (me));
  for (guint i = 0; i < users->len; i++)
    {
      TwRecord *user = g_ptr_array_index (users, i);

      if (shares_team (get (user, "teams"), mine))
        add_id (people->team, tw_record_get_id (user));
    }
  /* Territories of a user are those that he owns, or one of his teams has. */
  g_autoptr (GPtrArray) territories = list_all (store, schema, "territory");
  for (guint i = 0; i < territories->len; i++)
    {
      TwRecord *territory = g_ptr_array_index (territories, i);
      const TwValue *team = get (territory, "team");

      if (links_to (territory, "owner", tw_record_get_id (me)) || (team->type == TW_TYPE_LINK && has_id (mine, &team->id)))
        add_id (people->territories, tw_record_get_id (territory));
    }
  add_below (territories, people->territories);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return tw_id_compare (a, b);
}

/* names_only: whom something can be shared with that is meant for the user, without everybody of his teams; a few rows. */
static TwPeople *
people_new (TwStore *store, TwSchema *schema, const TwId *user, gboolean names_only, GError **error)
{
  const TwEntity *user_entity = tw_schema_get_entity (schema, "user"), *role_entity = tw_schema_get_entity (schema, "role");
  g_autoptr (TwRecord) me = user_entity != NULL ? tw_store_get (store, user_entity, user, NULL) : NULL;
  const TwValue *active = me != NULL ? get (me, "active") : NULL, *roles;
  g_autoptr (GArray) mine = NULL;
  TwPeople *people;

  if (me == NULL || tw_record_is_deleted (me) || (active->type == TW_TYPE_BOOLEAN && !active->i))
    {
      g_set_error_literal (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_NOT_FOUND,
                           _("This user is not known here, or was switched off. Ask an administrator."));
      return NULL;
    }
  people = g_new0 (TwPeople, 1);
  people->roles = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_role_free);
  people->team = g_array_new (FALSE, FALSE, sizeof (TwId));
  people->territories = g_array_new (FALSE, FALSE, sizeof (TwId));
  people->names = g_array_new (FALSE, FALSE, sizeof (TwId));
  roles = get (me, "roles");
  for (guint i = 0; roles->type == TW_TYPE_LIST && role_entity != NULL && i < roles->list->n_values; i++)
    {
      g_autoptr (TwRecord) record = tw_store_get (store, role_entity, &roles->list->values[i].id, NULL);

      if (record != NULL && !tw_record_is_deleted (record))
        {
          g_ptr_array_add (people->roles, tw_role_new (store, record));
          add_id (people->names, tw_record_get_id (record));
        }
    }
  mine = read_own_teams (people, store, schema, me);
  if (!names_only)
    read_team (people, store, schema, me, mine);
  g_array_sort (people->team, compare_ids);
  g_array_sort (people->territories, compare_ids);
  g_array_sort (people->names, compare_ids);
  return people;
}

TwPeople *
tw_people_new (TwStore *store, TwSchema *schema, const TwId *user, GError **error)
{
  return people_new (store, schema, user, FALSE, error);
}

/* "shared_with has any (…)": those who are named, or one of their teams or roles. */
void
tw_access_append_shared_with (GString *text, const TwPeople *people, const TwField *field, const char *prefix)
{
  g_string_append_printf (text, "%s%s has any (", prefix, field->key);
  for (guint i = 0; i < people->names->len; i++)
    {
      char id[TW_ID_TEXT_LENGTH + 1];

      g_string_append_printf (text, "%s\"%s\"", i > 0 ? ", " : "", tw_id_print (&g_array_index (people->names, TwId, i), id));
    }
  g_string_append_c (text, ')');
}

void
tw_people_free (TwPeople *people)
{
  if (people == NULL)
    return;
  g_ptr_array_unref (people->roles);
  g_array_unref (people->team);
  g_array_unref (people->territories);
  g_array_unref (people->names);
  g_free (people);
}

/**
 * tw_access_list_team:
 * @store: the store
 * @user: a user
 * @error: %TW_ACCESS_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable) (element-type TwId): the user, those who share a team with him, and those of the teams below the
 *   ones that he leads; sorted
 */
GArray *
tw_access_list_team (TwStore *store, const TwId *user, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  TwPeople *people = tw_people_new (store, schema, user, error);
  GArray *team = people != NULL ? g_array_ref (people->team) : NULL;

  tw_people_free (people);
  return team;
}

/**
 * tw_access_dup_shared_where:
 * @store: the store
 * @entity: of which kind of record
 *
 * What somebody may see, and what was meant for him, are two things: an administrator sees every report, but his list shows those that are
 * his, everybody's, and those that were shared with him, one of his teams or roles.
 *
 * Returns: (transfer full): the condition of the records that were meant for the store's user
 */
char *
tw_access_dup_shared_where (TwStore *store, const TwEntity *entity)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  TwPeople *people = entity->shared_with_field != NULL ? people_new (store, schema, tw_store_get_user (store), TRUE, NULL) : NULL;
  GString *text = g_string_new (NULL);

  if (entity->shared_field != NULL)
    g_string_append_printf (text, "%s or ", entity->shared_field->key);
  if (people != NULL)
    tw_access_append_shared_with (text, people, entity->shared_with_field, "");
  if (people != NULL)
    g_string_append (text, " or ");
  if (entity->owner_field != NULL)
    g_string_append_printf (text, "%1$s = me or %1$s is empty", entity->owner_field->key);
  else
    g_string_append (text, "true");
  tw_people_free (people);
  return g_string_free (text, FALSE);
}
