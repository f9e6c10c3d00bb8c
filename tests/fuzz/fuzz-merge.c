/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The merge of one field, made from bytes: the field, the times, and three values that are often alike. What each rule promises is
 * checked: nothing is made up, nothing that somebody wrote is lost without an outcome that says so. */
#include "config.h"

#include <string.h>

#include "tw-fuzz.h"
#include "tw-merge.h"

TW_FUZZ_MAIN ("merge", 20000)

static const char schema_text[] =
  "{\"entity\": \"thing\", \"number\": 1, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"name\","
  " \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"N\", \"kind\": \"text\"},"
  " {\"number\": 11, \"key\": \"asked\", \"label\": \"N\", \"kind\": \"text\", \"merge\": \"ask\"},"
  " {\"number\": 12, \"key\": \"note\", \"label\": \"N\", \"kind\": \"longtext\", \"merge\": \"text\"},"
  " {\"number\": 13, \"key\": \"tags\", \"label\": \"N\", \"kind\": \"tags\"},"
  " {\"number\": 14, \"key\": \"count\", \"label\": \"N\", \"kind\": \"integer\", \"merge\": \"add\"},"
  " {\"number\": 15, \"key\": \"cost\", \"label\": \"N\", \"kind\": \"money\", \"merge\": \"add\"},"
  " {\"number\": 16, \"key\": \"stopped\", \"label\": \"N\", \"kind\": \"boolean\", \"merge\": \"strict\"},"
  " {\"number\": 17, \"key\": \"consent\", \"label\": \"N\", \"kind\": \"enum\", \"merge\": \"strict\", \"choices\": ["
  "  {\"key\": \"given\", \"label\": \"G\"}, {\"key\": \"refused\", \"label\": \"R\"}, {\"key\": \"withdrawn\", \"label\": \"W\"}]},"
  " {\"number\": 18, \"key\": \"rights\", \"label\": \"N\", \"kind\": \"list\", \"merge\": \"strict\"}]}";

static TwSchema *schema;

/* --- Values from bytes --- */

typedef struct { const guint8 *at, *end; } Bytes;

static guint
take (Bytes *bytes)
{
  return bytes->at < bytes->end ? *bytes->at++ : 0;
}

/* Up to a zero byte; made valid. */
static char *
take_text (Bytes *bytes)
{
  gsize left = (gsize) (bytes->end - bytes->at);
  const guint8 *zero = left > 0 ? memchr (bytes->at, 0, left) : NULL;
  gsize length = zero != NULL ? (gsize) (zero - bytes->at) : left;
  char *text = g_utf8_make_valid ((const char *) bytes->at, (gssize) length);

  bytes->at += length + (zero != NULL);
  return text;
}

static gint64
take_number (Bytes *bytes)
{
  static const gint64 edges[] = { G_MAXINT64, G_MININT64, G_MAXINT64 - 1, 0, -1 };
  guint kind = take (bytes);

  return kind < G_N_ELEMENTS (edges) ? edges[kind] : (gint64) kind - 100;
}

static TwValue
take_list (Bytes *bytes)
{
  guint n = take (bytes) % 6;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  TwValue list;

  /* A list holds a thing once: that is what the fields' rules see to before anything is merged. */
  for (guint mask = take (bytes), i = 0; i < 8 && items->len < n; i++)
    if (mask & 1u << i)
      {
        char word[2] = { (char) ('a' + i), 0 };
        TwValue item = tw_value_text (word);

        g_array_append_val (items, item);
      }
  list = tw_value_list ((const TwValue *) (gpointer) items->data, items->len);
  for (guint i = 0; i < items->len; i++)
    tw_value_clear (&g_array_index (items, TwValue, i));
  return list;
}

static TwValue
take_value (Bytes *bytes, const TwField *field)
{
  static const char *const choices[] = { "given", "refused", "withdrawn", "unknown" };
  static const char *const currencies[] = { "EUR", "USD", "JPY" };
  g_autofree char *text = NULL;
  TwCurrency currency = 0;

  if (take (bytes) % 8 == 0)
    return (TwValue) TW_VALUE_INIT;
  switch (field->type)
    {
    case TW_TYPE_TEXT:
      text = take_text (bytes);
      return tw_value_text (text);
    case TW_TYPE_ENUM:
      return tw_value_enum (choices[take (bytes) % G_N_ELEMENTS (choices)]);
    case TW_TYPE_BOOLEAN:
      return tw_value_boolean ((gboolean) (take (bytes) & 1));
    case TW_TYPE_MONEY:
      tw_currency_parse (currencies[take (bytes) % G_N_ELEMENTS (currencies)], &currency);
      return tw_value_money (take_number (bytes), currency);
    case TW_TYPE_LIST:
      return take_list (bytes);
    default:
      return tw_value_integer (take_number (bytes));
    }
}

/* --- What must hold --- */

static gboolean
is_same (const TwValue *a, const TwValue *b)
{
  gboolean no_a = tw_value_is_null (a) || (a->type == TW_TYPE_LIST && a->list->n_values == 0);
  gboolean no_b = tw_value_is_null (b) || (b->type == TW_TYPE_LIST && b->list->n_values == 0);

  return (no_a && no_b) || tw_value_equal (a, b);
}

static gboolean
has (const TwValue *list, const TwValue *item)
{
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    if (tw_value_equal (&list->list->values[i], item))
      return TRUE;
  return FALSE;
}

static void
check_set (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, const TwValue *result)
{
  for (char c = 'a'; c <= 'h'; c++)
    {
      char word[2] = { c, 0 };
      g_auto (TwValue) item = tw_value_text (word);
      gboolean b = has (base, &item), m = has (mine, &item), t = has (theirs, &item), wanted;

      /* Who changed it wins over who left it; under strict only what both have stays. */
      wanted = field->merge == TW_MERGE_STRICT ? m && t : m != b ? m : t;
      g_assert_true (has (result, &item) == wanted);
    }
}

static void
check_sum (const TwValue *base, const TwValue *mine, const TwValue *theirs, const TwValue *result)
{
  __int128 sum = (__int128) theirs->i + mine->i - base->i;

  g_assert_true (sum == (__int128) result->i);
}

static void
check_text (const TwValue *base, const TwValue *mine, const TwValue *theirs, const TwValue *result)
{
  const char *from = base->type == TW_TYPE_TEXT ? base->text : "";
  g_autofree char *turned = tw_merge_text (from, theirs->text, mine->text);

  g_assert_true (g_utf8_validate (result->text, -1, NULL));
  /* It matters not who of the two was at the server first. */
  g_assert_cmpstr (turned, ==, result->text);
}

static void
check_combined (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, const TwValue *result)
{
  if (field->type == TW_TYPE_LIST)
    check_set (field, base, mine, theirs, result);
  else if (field->merge == TW_MERGE_ADD)
    check_sum (base, mine, theirs, result);
  else if (field->merge == TW_MERGE_TEXT)
    check_text (base, mine, theirs, result);
  else
    {
      g_assert_cmpint (field->merge, ==, TW_MERGE_STRICT);
      g_assert_true (tw_value_equal (result, mine) || tw_value_equal (result, theirs) || field->type == TW_TYPE_BOOLEAN);
    }
}

static void
check (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, const TwMergeTimes *times)
{
  g_auto (TwValue) result = TW_VALUE_INIT, again = TW_VALUE_INIT;
  TwMergeOutcome outcome = tw_merge_field (field, base, mine, theirs, times, &result);

  g_assert_true (tw_value_is_null (&result) || result.type == field->type);
  switch (outcome)
    {
    case TW_MERGE_SAME:
      g_assert_true (is_same (mine, theirs) && is_same (&result, theirs));
      break;
    case TW_MERGE_MINE:
      g_assert_true (is_same (base, theirs) && is_same (&result, mine));
      break;
    case TW_MERGE_COMBINED:
      check_combined (field, base, mine, theirs, &result);
      break;
    case TW_MERGE_MINE_WON:
      g_assert_true (is_same (&result, mine) && times->mine > times->theirs && !times->mine_uncertain);
      break;
    case TW_MERGE_THEIRS_WON:
      g_assert_true (is_same (&result, theirs) && (times->mine <= times->theirs || times->mine_uncertain));
      break;
    case TW_MERGE_ASKS:
      g_assert_true (is_same (&result, theirs));
      break;
    }
  tw_fuzz_n_good += outcome == TW_MERGE_COMBINED;
  /* The same once more, as a repeated push would, changes nothing, but for what counts. */
  if (field->merge != TW_MERGE_ADD && outcome != TW_MERGE_ASKS && outcome != TW_MERGE_THEIRS_WON)
    {
      tw_merge_field (field, mine, mine, &result, times, &again);
      g_assert_true (is_same (&again, &result));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Bytes bytes = { data, data + size };
  const TwEntity *entity;
  const TwField *field;
  TwMergeTimes times;
  g_auto (TwValue) base = TW_VALUE_INIT, mine = TW_VALUE_INIT, theirs = TW_VALUE_INIT;
  guint alike;

  if (schema == NULL)
    {
      const char *name = "thing.json", *text = schema_text;

      schema = tw_schema_load_texts (&name, &text, 1, NULL);
    }
  entity = tw_schema_get_entity (schema, "thing");
  field = tw_entity_get_field_by_number (entity, 10 + take (&bytes) % 9);
  times = (TwMergeTimes) { take (&bytes) % 3, take (&bytes) % 3, (gboolean) (take (&bytes) % 4 == 0) };
  alike = take (&bytes) % 8;
  base = take_value (&bytes, field);
  mine = alike == 1 ? tw_value_copy (&base) : take_value (&bytes, field);
  theirs = alike == 2 ? tw_value_copy (&base) : alike == 3 ? tw_value_copy (&mine) : take_value (&bytes, field);
  check (field, &base, &mine, &theirs, &times);
  return 0;
}
