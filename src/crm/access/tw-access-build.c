/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rights on one entity from roles, scopes and rules, as conditions of the expression language. */
#include "config.h"

#include <string.h>

#include "tw-access-private.h"
#include "tw-expr-tree.h"

#define MAX_PARTS 4                                    /* parts of parts; a circle would not end */

static gboolean
is_user_link (const TwField *field)
{
  const TwEntity *target = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;

  return target != NULL && strcmp (target->key, "user") == 0;
}

TwAccessKind
tw_access_classify (const TwEntity *entity, const TwField **link)
{
  *link = entity->owner_field;
  /* Users own nothing but are their managers' in no sense: everybody sees whom he works with. */
  if (strcmp (entity->key, "user") == 0 || strcmp (entity->key, "team") == 0 || strcmp (entity->key, "territory") == 0)
    return *link = NULL, TW_ACCESS_SHARED;
  if (entity->owner_field != NULL && is_user_link (entity->owner_field))
    return TW_ACCESS_OWNED;
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->required && entity->fields[i]->number >= TW_FIELD_FIRST_OWN && is_user_link (entity->fields[i]))
      return *link = entity->fields[i], TW_ACCESS_OWNED;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->kind == TW_KIND_LINK && field->number >= TW_FIELD_FIRST_OWN && field->on_delete == TW_DELETE_CASCADE
          && tw_field_get_target (field) != NULL && tw_field_get_target (field) != entity)
        return *link = field, TW_ACCESS_PART;
    }
  return *link = NULL, TW_ACCESS_SHARED;
}

static void
append_ids (GString *text, GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      char id[TW_ID_TEXT_LENGTH + 1];

      g_string_append_printf (text, "%s\"%s\"", i > 0 ? ", " : "", tw_id_print (&g_array_index (ids, TwId, i), id));
    }
}

/* Which rows a scope gives; NULL: all. prefix: path to the record that is owned, "quote.". What its owner shares is read beyond the scope,
 * with its parts, but changed by no more people. */
static char *
dup_scope_condition (TwAccess *access, const TwEntity *entity, TwRight right, TwScope scope, const char *prefix)
{
  const TwField *owner, *territory = tw_entity_get_field (entity, "territory");
  GString *text;
  char me[TW_ID_TEXT_LENGTH + 1];

  if (scope == TW_SCOPE_ALL || tw_access_classify (entity, &owner) == TW_ACCESS_SHARED)
    return NULL;
  if (tw_access_classify (entity, &owner) == TW_ACCESS_PART)
    {
      g_autofree char *path = g_strconcat (prefix, owner->key, ".", NULL);

      /* Parts of parts of parts do not exist; a circle would not end. */
      return strlen (path) < 200 ? dup_scope_condition (access, tw_field_get_target (owner), right, scope, path) : g_strdup ("false");
    }
  text = g_string_new (NULL);
  if (scope == TW_SCOPE_TEAM)
    {
      g_string_append_printf (text, "%s%s in (", prefix, owner->key);
      append_ids (text, access->people->team);
      g_string_append_c (text, ')');
    }
  else
    g_string_append_printf (text, "%s%s = \"%s\"", prefix, owner->key, tw_id_print (&access->user, me));
  if (scope == TW_SCOPE_TERRITORY && territory != NULL && access->people->territories->len > 0)
    {
      g_string_append_printf (text, " or %sterritory in (", prefix);
      append_ids (text, access->people->territories);
      g_string_append_c (text, ')');
    }
  if (right == TW_RIGHT_READ && entity->shared_field != NULL)
    g_string_append_printf (text, " or %s%s", prefix, entity->shared_field->key);
  if (right == TW_RIGHT_READ && entity->shared_with_field != NULL)
    {
      g_string_append (text, " or ");
      tw_access_append_shared_with (text, access->people, entity->shared_with_field, prefix);
    }
  return g_string_free (text, FALSE);
}

/* The server's own work: its details are nobody's who does not look after the server. */
static gboolean
is_for_administrators (const TwEntity *entity)
{
  return strcmp (entity->key, "job") == 0;
}

/* What a person makes for himself, and may share: no role needs to name it. Saved views stand among the settings all the same. */
static gboolean
is_personal (const TwEntity *entity)
{
  return entity->group == NULL || (entity->shared_field != NULL && strcmp (entity->group, "admin") == 0);
}

/* What is sold, and what it is put under: everybody who makes a quote needs it. */
static gboolean
is_catalogue (const TwEntity *entity)
{
  return strcmp (entity->key, "product") == 0 || strcmp (entity->key, "product_category") == 0;
}

/* Whoever may take no kind of record out has no reports written to note, nor files of them to send. */
static gboolean
may_export_nothing (const TwRole *role, TwSchema *schema)
{
  gboolean listed;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    if (tw_role_get_rights (role, tw_schema_get_entity_at (schema, i), &listed) & (1u << TW_RIGHT_EXPORT))
      return FALSE;
  return TRUE;
}

/* What a role says of an entity. A part that it does not name follows the whole, where reading is reading and everything else is changing;
 * what belongs to nobody is read by all; a person's own small things (views, searches, follows) are his. */
static guint
get_role_rights (const TwRole *role, const TwEntity *entity, TwScope *scope)
{
  const TwField *link;
  gboolean listed;
  guint rights = tw_role_get_rights (role, entity, &listed);
  TwAccessKind kind = tw_access_classify (entity, &link);

  *scope = role->scope;
  if (is_for_administrators (entity))
    return rights & (1u << TW_RIGHT_ADMINISTER) ? rights : 0;
  if (strcmp (entity->key, "report_run") == 0 && may_export_nothing (role, (TwSchema *) entity->schema))
    return 0;
  if (kind == TW_ACCESS_SHARED)
    return rights | (entity->group == NULL || listed || strcmp (entity->group, "admin") == 0 || is_catalogue (entity) ? 1u << TW_RIGHT_READ : 0);
  if (listed)
    return rights;
  if (kind == TW_ACCESS_PART)
    {
      guint whole = get_role_rights (role, tw_field_get_target (link), scope);

      rights = whole & (1u << TW_RIGHT_READ | 1u << TW_RIGHT_EXPORT);
      if (whole & (1u << TW_RIGHT_CHANGE))
        rights |= 1u << TW_RIGHT_CREATE | 1u << TW_RIGHT_CHANGE | 1u << TW_RIGHT_DELETE;
      return rights;
    }
  if (!is_personal (entity))
    return 0;
  *scope = TW_SCOPE_OWN;
  return 1u << TW_RIGHT_READ | 1u << TW_RIGHT_CREATE | 1u << TW_RIGHT_CHANGE | 1u << TW_RIGHT_DELETE;
}

static void
add_alternative (GString **text, const char *condition)
{
  if (*text == NULL)
    *text = g_string_new (NULL);
  else
    g_string_append (*text, " or ");
  g_string_append_printf (*text, "(%s)", condition);
}

/* A condition on the record that a link leads to. What cannot be read lets nothing through. */
static char *
dup_seen_from (const char *condition, TwExpr *link)
{
  g_autoptr (TwExpr) expr = tw_expr_parse (condition, NULL), seen = NULL;

  if (expr == NULL)
    return g_strdup ("false");
  seen = tw_expr_new_seen_from (expr, link);
  return tw_expr_print (seen);
}

/* NULL stands for every row. Takes both. */
static char *
join_conditions (char *a, char *b)
{
  g_autofree char *one = a, *other = b;

  if (one == NULL || other == NULL)
    return one != NULL ? g_steal_pointer (&one) : g_steal_pointer (&other);
  return g_strdup_printf ("(%s) and (%s)", one, other);
}

/* The role's rule for rows of the entity, and for the whole that they are parts of: a quote that is hidden hides its lines. */
static char *
dup_row_rule (const TwRole *role, const TwEntity *entity, guint depth)
{
  char *rule = g_strdup (g_hash_table_lookup (role->row_rules, entity->key));
  g_autofree char *whole = NULL;
  g_autoptr (TwExpr) name = NULL;
  const TwField *link;

  if (tw_access_classify (entity, &link) != TW_ACCESS_PART || depth == MAX_PARTS)
    return rule;
  whole = dup_row_rule (role, tw_field_get_target (link), depth + 1);
  if (whole == NULL)
    return rule;
  name = tw_expr_new_name (link->key);
  return join_conditions (rule, dup_seen_from (whole, name));
}

/* The condition of one role: its scope and its rule for rows. NULL: every row. */
static char *
dup_role_condition (TwAccess *access, const TwEntity *entity, TwRight right, const TwRole *role, TwScope scope)
{
  return join_conditions (dup_scope_condition (access, entity, right, scope, ""), dup_row_rule (role, entity, 0));
}

static void
build_right (TwAccess *access, const TwEntity *entity, TwRight right, TwEntityAccess *own)
{
  GString *text = NULL;
  gboolean every = FALSE;

  for (guint i = 0; i < access->people->roles->len; i++)
    {
      const TwRole *role = g_ptr_array_index (access->people->roles, i);
      TwScope scope;
      g_autofree char *condition = NULL;

      if (!(get_role_rights (role, entity, &scope) & (1u << right)))
        continue;
      own->rights |= 1u << right;
      condition = dup_role_condition (access, entity, right, role, scope);
      if (condition == NULL)
        every = TRUE;
      else
        add_alternative (&text, condition);
    }
  own->where[right] = text == NULL || every ? NULL : g_strdup (text->str);
  if (text != NULL)
    g_string_free (text, TRUE);
}

/* What a row must still be like when a person has changed it: the rules for rows of the roles that let him. */
static char *
dup_rule (TwAccess *access, const TwEntity *entity, TwRight right)
{
  GString *text = NULL;

  for (guint i = 0; i < access->people->roles->len; i++)
    {
      const TwRole *role = g_ptr_array_index (access->people->roles, i);
      const char *rule = g_hash_table_lookup (role->row_rules, entity->key);
      TwScope scope;

      if (!(get_role_rights (role, entity, &scope) & (1u << right)))
        continue;
      if (rule == NULL)
        {
          if (text != NULL)
            g_string_free (text, TRUE);
          return NULL;
        }
      add_alternative (&text, rule);
    }
  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

static gboolean
has_role (TwAccess *access, const char *const *names)
{
  for (guint i = 0; i < access->people->roles->len; i++)
    if (g_strv_contains (names, ((TwRole *) g_ptr_array_index (access->people->roles, i))->name))
      return TRUE;
  return FALSE;
}

/* The most that one of the roles allows. */
static TwFieldRight
get_rule (TwAccess *access, const TwField *field)
{
  g_autofree char *name = g_strconcat (field->entity->key, ".", field->key, NULL);
  TwFieldRight most = TW_FIELD_HIDDEN;

  for (guint i = 0; i < access->people->roles->len; i++)
    {
      const TwRole *role = g_ptr_array_index (access->people->roles, i);
      guint rule = GPOINTER_TO_UINT (g_hash_table_lookup (role->field_rules, name));

      most = MAX (most, rule != 0 ? rule - 1 : TW_FIELD_EDIT);
    }
  return most;
}

static TwFieldRight
get_field_right (TwAccess *access, const TwField *field)
{
  TwFieldRight right;

  /* Secrets of the server, such as the hash of a password, go to nobody. */
  if (field->sensitive && field->hidden)
    return TW_FIELD_HIDDEN;
  if (access->administrator)
    return TW_FIELD_EDIT;
  if (field->read_roles != NULL && !has_role (access, field->read_roles))
    return TW_FIELD_HIDDEN;
  right = get_rule (access, field);
  return field->write_roles != NULL && !has_role (access, field->write_roles) ? MIN (right, TW_FIELD_READ) : right;
}

/* A key may do what its owner may, and of that only what it was made for: "deals:read", "deal:*", "*:read". */
static gboolean
is_in_scopes (TwAccess *access, const TwEntity *entity, TwRight right)
{
  static const char *const names[TW_N_RIGHTS] = { "read", "create", "change", "delete", "export", "administer" };

  for (guint i = 0; access->scopes[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (access->scopes[i], ":", 2);

      if (parts[0] == NULL || parts[1] == NULL)
        continue;
      if ((strcmp (parts[0], "*") == 0 || strcmp (parts[0], entity->key) == 0 || strcmp (parts[0], entity->plural) == 0)
          && (strcmp (parts[1], "*") == 0 || strcmp (parts[1], names[right]) == 0
              || (strcmp (parts[1], "write") == 0 && right >= TW_RIGHT_CREATE && right <= TW_RIGHT_DELETE)))
        return TRUE;
    }
  return FALSE;
}

static guint64
mix (guint64 hash, const char *text)
{
  for (; text != NULL && *text; text++)
    hash = (hash ^ (guchar) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  return (hash ^ 0xff) * G_GUINT64_CONSTANT (0x100000001b3);
}

static guint64
hash_entity (const TwEntity *entity, const TwEntityAccess *own)
{
  guint64 hash = mix (G_GUINT64_CONSTANT (0xcbf29ce484222325), entity->key);

  if (!(own->rights & (1u << TW_RIGHT_READ)))
    return mix (hash, "none");
  hash = mix (hash, own->where[TW_RIGHT_READ]);
  for (guint i = 0; i < entity->n_fields; i++)
    if (own->fields[i] == TW_FIELD_HIDDEN)
      hash = mix (hash, entity->fields[i]->key);
  return hash;
}

static TwExprBound *
bind (TwAccess *access, const TwEntity *entity, const char *where)
{
  g_autoptr (GError) error = NULL;
  TwExprBound *bound;

  if (where == NULL)
    return NULL;
  bound = tw_expr_bind_text (where, access->schema, entity, TW_EXPR_BIND_CONDITION, &error);
  /* A rule that is not an expression (of a former schema, say) lets nothing through. */
  return bound != NULL ? bound : tw_expr_bind_text ("false", access->schema, entity, TW_EXPR_BIND_CONDITION, NULL);
}

void
tw_entity_access_build (TwAccess *access, const TwEntity *entity, TwEntityAccess *own)
{
  for (guint right = 0; right < TW_N_RIGHTS; right++)
    {
      if (access->administrator)
        own->rights |= 1u << right;
      else
        build_right (access, entity, right, own);
      if (access->scopes != NULL && !is_in_scopes (access, entity, right))
        own->rights &= ~(1u << right);
      own->bound[right] = bind (access, entity, own->where[right]);
      if (own->bound[right] != NULL)
        {
          g_autofree char *text = tw_expr_print (tw_expr_bound_get_expr (own->bound[right]));

          g_free (own->where[right]);
          own->where[right] = g_steal_pointer (&text);
        }
    }
  for (guint right = TW_RIGHT_CREATE; right <= TW_RIGHT_CHANGE; right++)
    {
      own->rule[right] = access->administrator ? NULL : dup_rule (access, entity, right);
      own->bound_rule[right] = bind (access, entity, own->rule[right]);
    }
  own->fields = g_new (guint8, entity->n_fields);
  for (guint i = 0; i < entity->n_fields; i++)
    own->fields[i] = get_field_right (access, entity->fields[i]);
}

/* --- What follows from the rights on other entities --- */

/* A computed field tells what it is computed from: hidden fields, and records of which the caller sees only some. */
static gboolean
tells_too_much (TwAccess *access, const TwField *field)
{
  g_autoptr (TwExprBound) formula = tw_expr_bind_text (field->formula, access->schema, field->entity, 0, NULL);

  if (formula == NULL)
    return TRUE;
  for (guint e = 0; e < tw_schema_get_n_entities (access->schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (access->schema, e);
      const TwEntityAccess *own = &access->entities[e];
      gboolean reached = tw_expr_bound_reads_entity (formula, entity);

      if (reached && (!(own->rights & (1u << TW_RIGHT_READ)) || own->where[TW_RIGHT_READ] != NULL))
        return TRUE;
      for (guint i = 0; (reached || entity == field->entity) && i < entity->n_fields; i++)
        if (entity->fields[i]->formula == NULL && own->fields[i] == TW_FIELD_HIDDEN && tw_expr_bound_reads_field (formula, entity->fields[i]))
          return TRUE;
    }
  return FALSE;
}

/* A conflict quotes a field of another record: who may not see the field may not read the conflict either. One whose record is gone
 * is told apart by the field's name alone. */
static char *
dup_conflict_condition (TwAccess *access)
{
  GString *text = NULL;

  for (guint e = 0; e < tw_schema_get_n_entities (access->schema); e++)
    for (guint i = 0; i < tw_schema_get_entity_at (access->schema, e)->n_fields; i++)
      {
        const TwField *field = tw_schema_get_entity_at (access->schema, e)->fields[i];

        if (field->formula != NULL || access->entities[e].fields[i] != TW_FIELD_HIDDEN)
          continue;
        if (text == NULL)
          text = g_string_new ("(field is empty or not (");
        else
          g_string_append (text, " or ");
        g_string_append_printf (text, "(field = \"%s\" and (record is empty or record is %s))", field->key, field->entity->key);
      }
  return text != NULL ? g_string_free (g_string_append (text, "))"), FALSE) : NULL;
}

static gboolean
has_row_rule (TwAccess *access, const TwEntity *entity)
{
  for (guint i = 0; i < access->people->roles->len; i++)
    {
      g_autofree char *rule = dup_row_rule (g_ptr_array_index (access->people->roles, i), entity, 0);

      if (rule != NULL)
        return TRUE;
    }
  return FALSE;
}

/* It is of its author's scope, and quotes a record: one that a rule for rows hides, or of a kind that is not read at all, hides its conflicts. */
static char *
dup_quoted_condition (TwAccess *access)
{
  g_autoptr (TwExpr) record = tw_expr_new_name ("record");
  char *text = NULL;

  for (guint e = 0; e < tw_schema_get_n_entities (access->schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (access->schema, e);
      const TwEntityAccess *own = &access->entities[e];
      gboolean none = !(own->rights & (1u << TW_RIGHT_READ));
      g_autoptr (TwExpr) cast = tw_expr_new_cast (record, entity->key);
      g_autofree char *visible = none ? g_strdup ("false") : NULL;

      if (visible == NULL && own->where[TW_RIGHT_READ] != NULL && has_row_rule (access, entity))
        visible = dup_seen_from (own->where[TW_RIGHT_READ], cast);
      if (visible != NULL && strcmp (entity->key, "sync_conflict") != 0)
        text = join_conditions (text, g_strdup_printf ("record is empty or not (record is %s) or (%s)", entity->key, visible));
    }
  return text;
}

static void
restrict_right (TwAccess *access, const TwEntity *entity, TwEntityAccess *own, TwRight right, const char *condition)
{
  g_autofree char *former = g_steal_pointer (&own->where[right]);

  own->where[right] = former != NULL ? g_strdup_printf ("(%s) and (%s)", former, condition) : g_strdup (condition);
  g_clear_pointer (&own->bound[right], tw_expr_bound_unref);
  own->bound[right] = bind (access, entity, own->where[right]);
}

void
tw_entity_access_finish (TwAccess *access, const TwEntity *entity, TwEntityAccess *own)
{
  for (guint i = 0; !access->administrator && i < entity->n_fields; i++)
    if (entity->fields[i]->formula != NULL && own->fields[i] != TW_FIELD_HIDDEN && tells_too_much (access, entity->fields[i]))
      own->fields[i] = TW_FIELD_HIDDEN;
  if (!access->administrator && strcmp (entity->key, "sync_conflict") == 0)
    {
      g_autofree char *condition = join_conditions (dup_conflict_condition (access), dup_quoted_condition (access));

      for (guint right = 0; condition != NULL && right < TW_N_RIGHTS; right++)
        if (right != TW_RIGHT_CREATE)
          restrict_right (access, entity, own, right, condition);
    }
  own->hash = hash_entity (entity, own);
}

void
tw_entity_access_clear (TwEntityAccess *own)
{
  for (guint right = 0; right < TW_N_RIGHTS; right++)
    {
      g_free (own->where[right]);
      g_free (own->rule[right]);
      g_clear_pointer (&own->bound[right], tw_expr_bound_unref);
      g_clear_pointer (&own->bound_rule[right], tw_expr_bound_unref);
    }
  g_free (own->fields);
}
