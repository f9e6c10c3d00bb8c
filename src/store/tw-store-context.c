/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What expressions may depend on beside the record: user, teams, time, zone, currency, rates. The parts that come from the
 * store are read once and kept until a commit touches them; each context holds them for as long as it lives.
 *
 * A rate of the entity exchange_rate says: one unit of from_currency is worth rate units of to_currency, from the day of
 * "at" on. Of a pair and its opposite the newer one counts; a missing pair is worked out by way of the workspace's currency. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <string.h>

#include "tw-store-internal.h"

typedef struct
{
  TwDate    day;
  TwDecimal rate;
} DayRate;

/* Shared by all contexts made from it. */
typedef struct
{
  gatomicrefcount ref_count;
  GTimeZone  *zone;
  char       *zone_name;
  int         first_weekday;
  TwCurrency  currency;
  GHashTable *teams;                                   /* TwId of a user → GArray of TwId; guarded by the store's lock */
  GHashTable *rates;                                   /* gint64 key of a pair → GArray of DayRate, oldest first */
  GHashTable *rated;                                   /* currencies that some pair names */
} Base;

typedef struct
{
  TwExprContext context;
  Base         *base;
  GArray       *team;                                  /* TwId */
} OwnContext;

static void
base_unref (Base *base)
{
  if (!g_atomic_ref_count_dec (&base->ref_count))
    return;
  g_time_zone_unref (base->zone);
  g_free (base->zone_name);
  g_hash_table_unref (base->teams);
  g_hash_table_unref (base->rates);
  g_hash_table_unref (base->rated);
  g_free (base);
}

void
tw_store_context_cache_free (gpointer cache)
{
  base_unref (cache);
}

/* --- Rates --- */

static gint64
pair_key (TwCurrency from, TwCurrency to)
{
  return (gint64) from << 24 | to;
}

/* Units of "to" that one unit of "from" is worth, by a pair that was entered; since: the day that it is of. */
static gboolean
find_entered (Base *base, TwCurrency from, TwCurrency to, TwDate day, TwDecimal *rate, TwDate *since)
{
  gint64 key = pair_key (from, to);
  GArray *days = g_hash_table_lookup (base->rates, &key);

  for (guint i = days != NULL ? days->len : 0; i-- > 0;)
    {
      const DayRate *entry = &g_array_index (days, DayRate, i);

      if (entry->day <= day)
        {
          *rate = entry->rate;
          *since = entry->day;
          return entry->rate > 0;
        }
    }
  return FALSE;
}

/* The newer of both directions: one may have been entered by hand long ago, while the other comes from a bank each day. */
static gboolean
find_direct (Base *base, TwCurrency from, TwCurrency to, TwDate day, TwDecimal *rate)
{
  TwDecimal opposite = 0;
  TwDate since = 0, opposite_since = 0;
  gboolean entered, turned;

  if (from == to)
    {
      *rate = TW_DECIMAL_ONE;
      return TRUE;
    }
  entered = find_entered (base, from, to, day, rate, &since);
  turned = find_entered (base, to, from, day, &opposite, &opposite_since)
           && tw_decimal_divide (TW_DECIMAL_ONE, opposite, TW_ROUND_HALF_EVEN, &opposite) && opposite > 0;
  if (turned && (!entered || opposite_since > since))
    *rate = opposite;
  return entered || turned;
}

/* The context's rate: units of "from" for one unit of "to". */
static gboolean
find_rate (TwCurrency from, TwCurrency to, TwDate day, TwDecimal *rate, gpointer data)
{
  Base *base = data;
  TwDecimal first, second;

  /* All the world's currencies are asked about; few workspaces have rates of more than five. */
  if (from != to && !(g_hash_table_contains (base->rated, GUINT_TO_POINTER (from)) && g_hash_table_contains (base->rated, GUINT_TO_POINTER (to))))
    return FALSE;
  if (find_direct (base, to, from, day, rate))
    return TRUE;
  return find_direct (base, to, base->currency, day, &first) && find_direct (base, base->currency, from, day, &second)
         && tw_decimal_multiply (first, second, TW_ROUND_HALF_EVEN, rate) && *rate > 0;
}

static const char *
column_of (const TwTable *table, const TwEntity *entity, const char *key)
{
  const TwField *field = tw_entity_get_field (entity, key);

  return field != NULL && table->stored_at[field->index] >= 0 ? table->stored[table->stored_at[field->index]].column : NULL;
}

static void
read_rates (TwStore *store, TwDb *db, TwSchema *schema, Base *base)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "exchange_rate");
  const TwTable *table = entity != NULL ? tw_store_get_table (store, entity) : NULL;
  const char *from = table != NULL ? column_of (table, entity, "from_currency") : NULL;
  const char *to = table != NULL ? column_of (table, entity, "to_currency") : NULL;
  const char *rate = table != NULL ? column_of (table, entity, "rate") : NULL;
  const char *at = table != NULL ? column_of (table, entity, "at") : NULL;
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;

  if (from == NULL || to == NULL || rate == NULL || at == NULL)
    return;
  sql = g_strdup_printf ("SELECT %s, %s, %s, %s FROM %s WHERE deleted IS NULL AND %s IS NOT NULL AND %s > 0 ORDER BY %s, rid",
                         from, to, rate, at, table->name, at, rate, at);
  stmt = tw_db_prepare (db, sql, NULL);
  while (stmt != NULL && tw_stmt_step (stmt, NULL))
    {
      TwCurrency a, b;
      DayRate entry = { tw_instant_get_date (tw_stmt_get_int (stmt, 3), base->zone), tw_stmt_get_int (stmt, 2) };
      const char *from_code = tw_stmt_get_text (stmt, 0, NULL), *to_code = tw_stmt_get_text (stmt, 1, NULL);
      GArray *days;
      gint64 key;

      if (from_code == NULL || to_code == NULL || !tw_currency_parse (from_code, &a) || !tw_currency_parse (to_code, &b))
        continue;
      key = pair_key (a, b);
      days = g_hash_table_lookup (base->rates, &key);
      if (days == NULL)
        {
          days = g_array_new (FALSE, FALSE, sizeof (DayRate));
          g_hash_table_insert (base->rates, g_memdup2 (&key, sizeof key), days);
          g_hash_table_add (base->rated, GUINT_TO_POINTER (key >> 24));
          g_hash_table_add (base->rated, GUINT_TO_POINTER (key & 0xffffff));
        }
      g_array_append_val (days, entry);
    }
}

/* --- Teams --- */

/* The user himself comes first. */
static GArray *
read_team (TwStore *store, TwDb *db, TwSchema *schema, const TwId *me)
{
  GArray *team = g_array_new (FALSE, FALSE, sizeof (TwId));
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  const TwField *teams = user != NULL ? tw_entity_get_field (user, "teams") : NULL;
  g_autofree char *name = NULL, *sql = NULL;
  g_autoptr (TwSql) quoted = tw_sql_new ();
  g_autoptr (TwStmt) stmt = NULL;
  TwId id;

  g_array_append_vals (team, me, 1);
  if (teams == NULL || !tw_field_is_list_table (teams))
    return team;
  name = tw_field_dup_link_table (teams);
  tw_sql_append_identifier (quoted, name);
  sql = g_strdup_printf ("SELECT DISTINCT o.a FROM %s AS m JOIN %s AS o ON o.b = m.b JOIN %s AS u ON u.id = o.a "
                         "WHERE m.a = ? AND u.deleted IS NULL", quoted->text->str, quoted->text->str,
                         tw_store_get_table (store, user)->name);
  stmt = tw_db_prepare (db, sql, NULL);
  if (stmt == NULL)
    return team;
  tw_stmt_bind_id (stmt, 1, me);
  while (tw_stmt_step (stmt, NULL))
    if (tw_stmt_get_id (stmt, 0, &id) && !tw_id_equal (&id, me))
      g_array_append_val (team, id);
  return team;
}

static GArray *
ref_team (TwStore *store, Base *base, const TwId *user)
{
  g_autoptr (TwSchema) schema = NULL;
  GArray *team;
  TwDb *db;

  if (tw_id_is_nil (user))
    return g_array_new (FALSE, FALSE, sizeof (TwId));
  g_mutex_lock (&store->lock);
  team = g_hash_table_lookup (base->teams, user);
  if (team != NULL)
    g_array_ref (team);
  g_mutex_unlock (&store->lock);
  if (team != NULL)
    return team;
  schema = tw_store_ref_schema (store);
  db = tw_store_take_reader (store, NULL);
  if (db == NULL)
    return g_array_new (FALSE, FALSE, sizeof (TwId));
  team = read_team (store, db, schema, user);
  tw_store_return_reader (store, db);
  g_mutex_lock (&store->lock);
  g_hash_table_replace (base->teams, g_memdup2 (user, sizeof *user), g_array_ref (team));
  g_mutex_unlock (&store->lock);
  return team;
}

/* --- Settings --- */

static char *
read_setting (TwDb *db, const char *key)
{
  /* Without a connection (the store is closed) there are no settings, but still a time and a zone. */
  g_autoptr (TwStmt) stmt = db != NULL ? tw_db_prepare (db, "SELECT value FROM tw_setting WHERE key = ?", NULL) : NULL;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_text (stmt, 1, key, -1);
  return tw_stmt_step (stmt, NULL) ? g_strdup (tw_stmt_get_text (stmt, 0, NULL)) : NULL;
}

/* A setting that is a JSON string; anything else is no such setting. */
static char *
read_text_setting (TwDb *db, const char *key)
{
  g_autofree char *json = read_setting (db, key);
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         ? json_node_dup_string (node) : NULL;
}

static void
read_zone (TwDb *db, Base *base)
{
  g_autofree char *name = read_text_setting (db, "timezone");

  base->zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  if (base->zone == NULL)
    base->zone = g_time_zone_new_local ();
  base->zone_name = g_strdup (g_time_zone_get_identifier (base->zone));
}

/* A site's own currency; else that of the locale; else US dollars. */
static void
read_currency (TwDb *db, Base *base)
{
  g_autofree char *code = read_text_setting (db, "currency");

  if (code != NULL && tw_currency_parse (code, &base->currency))
    return;
  code = (g_free (code), g_strndup (localeconv ()->int_curr_symbol, 3));
  if (!tw_currency_parse (code, &base->currency) || !tw_currency_is_known (base->currency))
    tw_currency_parse ("USD", &base->currency);
}

static Base *
base_new (TwStore *store, TwDb *db)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autofree char *weekday = NULL;
  Base *base = g_new0 (Base, 1);

  g_atomic_ref_count_init (&base->ref_count);
  base->teams = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, (GDestroyNotify) g_array_unref);
  base->rated = g_hash_table_new (NULL, NULL);
  base->rates = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  read_zone (db, base);
  read_currency (db, base);
  weekday = read_setting (db, "first_weekday");
  base->first_weekday = weekday != NULL ? (int) g_ascii_strtoll (weekday, NULL, 10) : 1;
  if (base->first_weekday < 1 || base->first_weekday > 7)
    base->first_weekday = 1;
  if (db != NULL)
    read_rates (store, db, schema, base);
  return base;
}

static Base *
ref_base (TwStore *store)
{
  Base *base;
  TwDb *db;

  g_mutex_lock (&store->lock);
  base = store->context_cache;
  if (base != NULL)
    g_atomic_ref_count_inc (&base->ref_count);
  g_mutex_unlock (&store->lock);
  if (base != NULL)
    return base;

  for (;;)
    {
      guint64 round;

      g_mutex_lock (&store->lock);
      round = store->context_round;
      g_mutex_unlock (&store->lock);
      db = tw_store_take_reader (store, NULL);
      base = base_new (store, db);
      tw_store_return_reader (store, db);
      g_mutex_lock (&store->lock);
      /* Somebody changed it while it was read: what was read may be stale already. */
      if (round == store->context_round)
        break;
      g_mutex_unlock (&store->lock);
      base_unref (base);
    }
  if (store->context_cache != NULL)
    base_unref (store->context_cache);
  store->context_cache = base;
  g_atomic_ref_count_inc (&base->ref_count);
  g_mutex_unlock (&store->lock);
  return base;
}

void
tw_store_context_forget (TwStore *store)
{
  Base *base;

  g_mutex_lock (&store->lock);
  base = store->context_cache;
  store->context_cache = NULL;
  store->context_round++;
  g_mutex_unlock (&store->lock);
  if (base != NULL)
    base_unref (base);
}

/**
 * tw_store_get_people_round:
 * @store: a store
 *
 * Any thread. A commit has been counted before anybody is told that it is done.
 *
 * Returns: a number that grows whenever people, teams, roles, territories, settings or fields changed
 */
guint64
tw_store_get_people_round (TwStore *store)
{
  guint64 round;

  g_mutex_lock (&store->lock);
  round = store->context_round;
  g_mutex_unlock (&store->lock);
  return round;
}

void
tw_store_context_follow (TwStore *store, TwCommit *commit)
{
  static const char *const keys[] = { "user", "team", "role", "territory", "exchange_rate" };
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  if (tw_commit_touches_number (commit, 0))
    {
      tw_store_context_forget (store);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, keys[i]);

      if (entity != NULL && tw_commit_touches (commit, entity))
        {
          tw_store_context_forget (store);
          return;
        }
    }
}

/**
 * tw_store_dup_context:
 * @store: a store
 *
 * The context of expressions at this moment, in which "me" is the store's user or the one that this thread acts as. Any thread.
 *
 * Returns: (transfer full): free it with tw_store_context_free()
 */
TwExprContext *
tw_store_dup_context (TwStore *store)
{
  Base *base = ref_base (store);
  OwnContext *own = g_new0 (OwnContext, 1);

  own->base = base;
  own->context.me = *tw_store_get_user (store);
  own->team = ref_team (store, base, &own->context.me);
  own->context.team = (const TwId *) (gpointer) own->team->data;
  own->context.n_team = own->team->len;
  own->context.now = tw_store_now (store);
  own->context.zone = base->zone;
  own->context.zone_name = base->zone_name;
  own->context.first_weekday = base->first_weekday;
  own->context.currency = base->currency;
  own->context.rate = find_rate;
  own->context.rate_data = base;
  return &own->context;
}

/**
 * tw_store_context_free:
 * @context: (transfer full) (nullable): of tw_store_dup_context()
 */
void
tw_store_context_free (TwExprContext *context)
{
  OwnContext *own = (OwnContext *) context;

  if (own == NULL)
    return;
  g_array_unref (own->team);
  base_unref (own->base);
  g_free (own);
}
