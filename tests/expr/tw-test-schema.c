/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-test-gen.h"

#include <math.h>
#include <string.h>

static const char user_json[] =
  "{\"entity\": \"user\", \"number\": 1, \"plural\": \"users\", \"label\": \"User\", \"label_plural\": \"Users\", \"name\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Main\"}], \"fields\": ["
  "{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"}]}";

static const char part_json[] =
  "{\"entity\": \"part\", \"number\": 3, \"plural\": \"parts\", \"label\": \"Part\", \"label_plural\": \"Parts\", \"name\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Main\"}], \"fields\": ["
  "{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},"
  "{\"number\": 11, \"key\": \"thing\", \"label\": \"Thing\", \"kind\": \"link\", \"to\": [\"thing\"], \"inverse\": \"parts\","
  " \"inverse_label\": \"Parts\"},"
  "{\"number\": 12, \"key\": \"price\", \"label\": \"Price\", \"kind\": \"money\"},"
  "{\"number\": 13, \"key\": \"qty\", \"label\": \"Quantity\", \"kind\": \"integer\"},"
  "{\"number\": 14, \"key\": \"weight\", \"label\": \"Weight\", \"kind\": \"decimal\"},"
  "{\"number\": 15, \"key\": \"done\", \"label\": \"Done\", \"kind\": \"boolean\"},"
  "{\"number\": 16, \"key\": \"at\", \"label\": \"At\", \"kind\": \"datetime\"},"
  "{\"number\": 17, \"key\": \"day\", \"label\": \"Day\", \"kind\": \"date\"},"
  "{\"number\": 18, \"key\": \"state\", \"label\": \"State\", \"kind\": \"enum\", \"choices\": ["
  " {\"key\": \"open\", \"label\": \"Open\"}, {\"key\": \"shut\", \"label\": \"Shut\"}]},"
  "{\"number\": 19, \"key\": \"line\", \"label\": \"Line\", \"kind\": \"money\", \"formula\": \"price * qty\"},"
  "{\"number\": 20, \"key\": \"about\", \"label\": \"About\", \"kind\": \"link\", \"inverse\": \"mentions\", \"inverse_label\": \"Mentions\"}]}";

static const char thing_json[] =
  "{\"entity\": \"thing\", \"number\": 2, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Main\"}], \"fields\": ["
  "{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},"
  "{\"number\": 11, \"key\": \"note\", \"label\": \"Note\", \"kind\": \"longtext\"},"
  "{\"number\": 12, \"key\": \"count\", \"label\": \"Count\", \"kind\": \"integer\"},"
  "{\"number\": 13, \"key\": \"size\", \"label\": \"Size\", \"kind\": \"integer\"},"
  "{\"number\": 14, \"key\": \"ratio\", \"label\": \"Ratio\", \"kind\": \"decimal\"},"
  "{\"number\": 15, \"key\": \"share\", \"label\": \"Share\", \"kind\": \"percent\"},"
  "{\"number\": 16, \"key\": \"price\", \"label\": \"Price\", \"kind\": \"money\"},"
  "{\"number\": 17, \"key\": \"cost\", \"label\": \"Cost\", \"kind\": \"money\"},"
  "{\"number\": 18, \"key\": \"flag\", \"label\": \"Flag\", \"kind\": \"boolean\"},"
  "{\"number\": 19, \"key\": \"day\", \"label\": \"Day\", \"kind\": \"date\"},"
  "{\"number\": 20, \"key\": \"clock\", \"label\": \"Clock\", \"kind\": \"time\"},"
  "{\"number\": 21, \"key\": \"at\", \"label\": \"At\", \"kind\": \"datetime\"},"
  "{\"number\": 22, \"key\": \"span\", \"label\": \"Span\", \"kind\": \"duration\"},"
  "{\"number\": 23, \"key\": \"state\", \"label\": \"State\", \"kind\": \"enum\", \"choices\": ["
  " {\"key\": \"open\", \"label\": \"Open\"}, {\"key\": \"won\", \"label\": \"Won it\"}, {\"key\": \"lost\", \"label\": \"Lost\"}]},"
  "{\"number\": 24, \"key\": \"mood\", \"label\": \"Mood\", \"kind\": \"enum\", \"choices\": ["
  " {\"key\": \"open\", \"label\": \"Open\"}, {\"key\": \"closed\", \"label\": \"Closed\"}]},"
  "{\"number\": 25, \"key\": \"colors\", \"label\": \"Colours\", \"kind\": \"set\", \"choices\": ["
  " {\"key\": \"red\", \"label\": \"Red\"}, {\"key\": \"green\", \"label\": \"Green\"}, {\"key\": \"blue\", \"label\": \"Blue\"}]},"
  "{\"number\": 26, \"key\": \"tags\", \"label\": \"Tags\", \"kind\": \"tags\"},"
  "{\"number\": 27, \"key\": \"words\", \"label\": \"Words\", \"kind\": \"list\"},"
  "{\"number\": 28, \"key\": \"owner\", \"label\": \"Owner\", \"kind\": \"link\", \"to\": [\"user\"], \"inverse\": \"things\","
  " \"inverse_label\": \"Things\"},"
  "{\"number\": 29, \"key\": \"parent\", \"label\": \"Parent\", \"kind\": \"link\", \"to\": [\"thing\"], \"inverse\": \"children\","
  " \"inverse_label\": \"Children\"},"
  "{\"number\": 30, \"key\": \"about\", \"label\": \"About\", \"kind\": \"link\", \"inverse\": \"references\", \"inverse_label\": \"References\"},"
  "{\"number\": 31, \"key\": \"others\", \"label\": \"Others\", \"kind\": \"links\", \"to\": [\"thing\"], \"inverse\": \"fans\","
  " \"inverse_label\": \"Fans\"},"
  "{\"number\": 32, \"key\": \"twice\", \"label\": \"Twice\", \"kind\": \"decimal\", \"formula\": \"ratio * 2\"},"
  "{\"number\": 33, \"key\": \"total\", \"label\": \"Total\", \"kind\": \"money\", \"formula\": \"sum(parts.line where state != \\\"shut\\\")\"},"
  "{\"number\": 34, \"key\": \"chief\", \"label\": \"Chief\", \"kind\": \"text\", \"formula\": \"parent.owner.name\"},"
  "{\"number\": 35, \"key\": \"late\", \"label\": \"Late\", \"kind\": \"boolean\", \"formula\": \"day < today()\"},"
  "{\"number\": 36, \"key\": \"extra\", \"label\": \"Extra\", \"kind\": \"json\"}]}";

TwSchema *
tw_test_schema_new (void)
{
  static const char *const names[] = { "user.json", "thing.json", "part.json" };
  static const char *const texts[] = { user_json, thing_json, part_json };
  g_autoptr (GError) error = NULL;
  TwSchema *schema = tw_schema_load_texts (names, texts, G_N_ELEMENTS (texts), &error);

  g_assert_no_error (error);
  return schema;
}

GPtrArray *
tw_test_load_texts (void)
{
  static const char *const own[] = {
    "", "a", "A", "acme", "Acme GmbH", "ACME", "Ägypten", "agypten", "Straße", "STRASSE", "İstanbul", "istanbul", "ﬁnance", "finance",
    "é", "e\xcc\x81", "  padded  ", "x\ty", "quote\"back\\slash", "%_", "شركة", "شِرْكَة", "東京", "1.5", "-3", " 42 ", "2026-03-31", "open", "Open",
    "\xcc\x81", "👩‍👩‍👧", "red", "vip", "VIP", "a b c", "akme",
  };
  const char *shared = g_getenv ("TW_SHARED_DATA");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "text-naughty", "blns.txt", NULL) : NULL;
  g_autofree char *contents = NULL;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    g_ptr_array_add (texts, g_strdup (own[i]));
  if (path != NULL && g_file_get_contents (path, &contents, NULL, NULL))
    {
      g_auto (GStrv) lines = g_strsplit (contents, "\n", -1);

      for (char **line = lines; *line != NULL; line++)
        if (**line != '#' && strlen (*line) < 200 && g_utf8_validate (*line, -1, NULL))
          g_ptr_array_add (texts, g_strdup (*line));
    }
  return texts;
}

/* --- Random records --- */

static const char *
any_text (GRand *rand, GPtrArray *texts)
{
  /* Mostly of the few at the start, so that texts meet their like. */
  return g_ptr_array_index (texts, (guint) g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 36 : (int) texts->len));
}

static gint64
any_int (GRand *rand)
{
  static const gint64 edges[] = { 0, 1, -1, 2, 100, 1000000, -1000000, G_MAXINT64, G_MININT64, G_MAXINT64 / 1000000, 4611686018427387904 };

  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      return edges[g_rand_int_range (rand, 0, G_N_ELEMENTS (edges))];
    case 1:
      return (gint64) ((guint64) g_rand_int (rand) << 32 | g_rand_int (rand)) >> g_rand_int_range (rand, 0, 50);
    default:
      return g_rand_int_range (rand, -20, 21);
    }
}

static TwCurrency
any_currency (GRand *rand)
{
  static const char *const codes[] = { "EUR", "EUR", "EUR", "USD", "USD", "JPY", "KWD", "GBP", "IDR", "XAU", "ZZZ" };
  TwCurrency currency;

  tw_currency_parse (codes[g_rand_int_range (rand, 0, G_N_ELEMENTS (codes))], &currency);
  return currency;
}

/* Around now, around changes of the clocks, at midnight. */
static TwInstant
any_instant (TwTestDb *db, GRand *rand)
{
  static const gint64 changes[] = { 1774746000, 1792890000, 1772953200, 1793512800, 1301652000, 1325239200, 1162090860 };
  gint64 base = g_rand_boolean (rand) ? db->context.now : changes[g_rand_int_range (rand, 0, G_N_ELEMENTS (changes))] * G_USEC_PER_SEC;

  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      return base + (gint64) g_rand_int_range (rand, -7200, 7201) * G_USEC_PER_SEC;
    case 1:
      return base + (gint64) g_rand_int_range (rand, -90, 91) * TW_USEC_PER_DAY + g_rand_int_range (rand, 0, 1000000);
    case 2:
      return tw_instant_from_local ((TwDate) (base / TW_USEC_PER_DAY) + g_rand_int_range (rand, -3, 4), 0, db->context.zone);
    case 3:
      return base + g_rand_int_range (rand, -2, 3);
    default:
      return (gint64) g_rand_int_range (rand, -719162, 2932896) * TW_USEC_PER_DAY;
    }
}

static TwDate
any_date (TwTestDb *db, GRand *rand)
{
  TwDate today = tw_instant_get_date (db->context.now, db->context.zone);

  if (g_rand_int_range (rand, 0, 8) == 0)
    return g_rand_int_range (rand, TW_DATE_MIN, TW_DATE_MAX + 1);
  return today + (g_rand_boolean (rand) ? g_rand_int_range (rand, -3, 4) : g_rand_int_range (rand, -400, 400));
}

static TwValue
any_link (GRand *rand, const TwEntity *entity, GArray *ids)
{
  TwId lost = { { 7 } };

  return tw_value_link (entity->number, g_rand_int_range (rand, 0, 20) == 0 ? &lost
                        : &g_array_index (ids, TwId, (guint) g_rand_int_range (rand, 0, (int) ids->len)));
}

static TwValue
any_list (GRand *rand, const TwField *field, GPtrArray *texts, const TwEntity *thing, GArray *ids)
{
  TwValue items[5], list;
  guint n = (guint) g_rand_int_range (rand, 0, 5);

  for (guint i = 0; i < n; i++)
    if (field->kind == TW_KIND_LINKS)
      items[i] = any_link (rand, thing, ids);
    else if (field->kind == TW_KIND_SET)
      items[i] = tw_value_enum (field->choices[g_rand_int_range (rand, 0, 3)]->key);
    else
      items[i] = tw_value_text (any_text (rand, texts));
  if (field->kind == TW_KIND_LINKS)
    for (guint i = 0; i < n; i++)
      for (guint j = i + 1; j < n; j++)
        if (tw_id_equal (&items[i].id, &items[j].id))
          items[j--] = items[--n];
  list = tw_value_list (items, n);
  for (guint i = 0; i < n; i++)
    tw_value_clear (&items[i]);
  return list;
}

typedef struct
{
  TwTestDb       *db;
  GRand          *rand;
  GPtrArray      *texts;
  const TwEntity *user, *thing, *part;
  GArray         *users, *things, *parts;              /* TwId */
} Filler;

static TwValue
any_value (Filler *filler, const TwField *field)
{
  GRand *rand = filler->rand;
  const TwEntity *target = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;
  int which = g_rand_int_range (rand, 0, 3);

  switch (field->type)
    {
    case TW_TYPE_BOOLEAN:
      return tw_value_boolean (g_rand_boolean (rand));
    case TW_TYPE_INTEGER:
      return tw_value_integer (any_int (rand));
    case TW_TYPE_DECIMAL:
      return tw_value_decimal (g_rand_boolean (rand) ? any_int (rand) : g_rand_int_range (rand, -300, 300) * 250000);
    case TW_TYPE_MONEY:
      return tw_value_money (g_rand_boolean (rand) ? any_int (rand) : g_rand_int_range (rand, -100, 100) * 5000, any_currency (rand));
    case TW_TYPE_DATE:
      return tw_value_date (any_date (filler->db, rand));
    case TW_TYPE_TIME:
      return tw_value_time (g_rand_int_range (rand, 0, 86400));
    case TW_TYPE_DATETIME:
      return tw_value_datetime (any_instant (filler->db, rand));
    case TW_TYPE_DURATION:
      return tw_value_duration (g_rand_boolean (rand) ? any_int (rand) : g_rand_int_range (rand, -100, 100) * 3600);
    case TW_TYPE_ENUM:
      return tw_value_enum (field->choices[g_rand_int_range (rand, 0, 2)]->key);
    case TW_TYPE_TEXT:
      return tw_value_text (any_text (rand, filler->texts));
    case TW_TYPE_LINK:
      if (target == NULL)
        target = which == 0 ? filler->user : which == 1 ? filler->thing : filler->part;
      return any_link (rand, target, target == filler->user ? filler->users : target == filler->thing ? filler->things : filler->parts);
    case TW_TYPE_LIST:
      return any_list (rand, field, filler->texts, filler->thing, filler->things);
    default:
      return tw_value_json ("{\"a\": 1}");
    }
}

static void
add_records (Filler *filler, const TwEntity *entity, GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      TwValue *values = g_new0 (TwValue, entity->n_fields);

      for (guint f = 0; f < entity->n_fields; f++)
        if (entity->fields[f]->formula == NULL && (g_rand_int_range (filler->rand, 0, 6) > 0 || entity->fields[f]->number < 3))
          values[f] = any_value (filler, entity->fields[f]);
      tw_test_db_add (filler->db, entity, &g_array_index (ids, TwId, i), i > 2 && g_rand_int_range (filler->rand, 0, 8) == 0, values);
    }
}

static GArray *
make_ids (GRand *rand, guint n)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (guint i = 0; i < n; i++)
    {
      TwId id;

      for (guint b = 0; b < 16; b++)
        id.bytes[b] = (guint8) g_rand_int (rand);
      g_array_append_val (ids, id);
    }
  return ids;
}

void
tw_test_fill (TwTestDb *db, GRand *rand, guint n_each, GPtrArray *texts)
{
  Filler filler = { db, rand, texts, tw_schema_get_entity (db->schema, "user"), tw_schema_get_entity (db->schema, "thing"),
                    tw_schema_get_entity (db->schema, "part"), make_ids (rand, 6), make_ids (rand, n_each), make_ids (rand, n_each * 3) };

  for (guint i = 0; i < G_N_ELEMENTS (db->team); i++)
    db->team[i] = g_array_index (filler.users, TwId, i);
  db->context.me = db->team[0];
  add_records (&filler, filler.user, filler.users);
  add_records (&filler, filler.thing, filler.things);
  add_records (&filler, filler.part, filler.parts);
  g_array_unref (filler.users);
  g_array_unref (filler.things);
  g_array_unref (filler.parts);
}
