/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: what is printed is read back equal, and what is not a message is refused without harm. */
#include "config.h"

#include <string.h>

#include "tw-commit-private.h"
#include "tw-wire.h"

static TwSchema *schema;

static TwValue
make_value (const TwField *field, GRand *dice)
{
  static const char *const texts[] = { "", "a", "Ünïcode", "السعر", "quote \" back \\ slash", "line\nend\ttab\001", "価格" };
  const char *text = texts[g_rand_int_range (dice, 0, G_N_ELEMENTS (texts))];
  gint64 number = (gint64) ((guint64) g_rand_int (dice) << 32 | g_rand_int (dice)) >> g_rand_int_range (dice, 0, 64);
  TwId id = tw_id_new ();
  TwCurrency currency = 0;
  TwValue value, element;

  if (g_rand_int_range (dice, 0, 4) == 0)
    return (TwValue) TW_VALUE_INIT;
  switch (field->type)
    {
    case TW_TYPE_TEXT:
      return tw_value_text (text);
    case TW_TYPE_ENUM:
      return tw_value_enum (text);
    case TW_TYPE_JSON:
      return tw_value_json ("{\"lat\":1.5,\"lon\":-2}");
    case TW_TYPE_MONEY:
      if (g_rand_boolean (dice))
        tw_currency_parse ("EUR", &currency);
      return tw_value_money (number, currency);
    case TW_TYPE_LINK:
      return tw_value_link (field->targets != NULL && field->targets[0] != NULL ? tw_schema_get_entity (schema, field->targets[0])->number : 21,
                            &id);
    case TW_TYPE_DATE:
      return tw_value_date ((TwDate) (number % 700000));
    case TW_TYPE_BOOLEAN:
      return tw_value_boolean (number & 1);
    case TW_TYPE_TIME:
      return tw_value_time ((guint64) number % 86400);
    case TW_TYPE_LIST:
      element = field->kind == TW_KIND_LINKS ? tw_value_link (1, &id)
                : field->kind == TW_KIND_SET ? tw_value_enum ("red") : tw_value_text (text);
      value = tw_value_list (&element, 1);
      tw_value_clear (&element);
      return value;
    default:
      value = tw_value_integer (number);
      value.type = field->type;
      return value;
    }
}

static TwRecord *
make_record (const TwEntity *entity, gint64 seq, GRand *dice)
{
  TwValue *values = g_new0 (TwValue, entity->n_fields);
  TwId id = tw_id_new ();

  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->formula == NULL)
      values[i] = make_value (entity->fields[i], dice);
  return tw_record_new_stored (entity, &id, seq, seq % 7 == 0, values);
}

static void
test_page (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (TwWirePage) page = tw_wire_page_new (), parsed = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref), fields = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  guint at = 0;

  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    for (gint64 seq = 1; seq < 12; seq++)
      {
        TwRecord *record = make_record (tw_schema_get_entity_at (schema, e), seq, dice);

        g_ptr_array_add (records, record);
        tw_wire_page_add (page, record, NULL);
      }
  page->epoch = g_strdup ("epoch");
  page->cursor = g_strdup ("cursor");
  page->seq = 42;
  page->more = TRUE;
  tw_wire_page_add_gone (page, TW_WIRE_LEFT, 21, tw_record_get_id (g_ptr_array_index (records, 0)), 40);
  g_ptr_array_add (page->settings, g_strdup ("currency"));
  g_ptr_array_add (page->settings, g_strdup ("\"EUR\""));
  body = tw_wire_page_print (page);
  parsed = tw_wire_page_parse (body, &error);
  g_assert_no_error (error);
  g_assert_cmpint (parsed->seq, ==, 42);
  g_assert_true (parsed->more);
  g_assert_cmpstr (parsed->cursor, ==, "cursor");
  g_assert_cmpuint (parsed->gone->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (parsed->settings, 1), ==, "\"EUR\"");
  for (guint t = 0; t < parsed->tables->len; t++)
    {
      const TwWireTable *table = g_ptr_array_index (parsed->tables, t);
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, table->entity);

      for (guint r = 0; r < table->rows->len; r++, at++)
        {
          const TwWireRow *row = &g_array_index (table->rows, TwWireRow, r);
          TwRecord *record = g_ptr_array_index (records, at);
          g_autofree char *extra = NULL;

          g_assert_true (tw_wire_row_read (table, row, entity, fields, values, &extra, &error));
          g_assert_null (extra);
          g_assert_true (tw_id_equal (&row->id, tw_record_get_id (record)));
          g_assert_cmpint (row->seq, ==, tw_record_get_row_seq (record));
          g_assert_cmpint (row->deleted != 0, ==, tw_record_is_deleted (record));
          for (guint f = 0; f < fields->len; f++)
            g_assert_true (tw_value_equal (&g_array_index (values, TwValue, f),
                                           tw_record_get_before (record, g_ptr_array_index (fields, f))));
        }
    }
  g_assert_cmpuint (at, ==, records->len);
}

/* A newer server sends a field and an entity that this schema does not have: the first is kept as it came. */
static void
test_unknown_field (void)
{
  static const char text[] =
    "{\"protocol\":1,\"seq\":5,\"more\":false,\"server_time\":1,\"epoch\":\"e\",\"settings\":[],\"gone\":[],\"reload\":[],"
    "\"tables\":[{\"e\":21,\"fields\":[10,9999],\"rows\":[[\"01890a5d-ac96-774b-bcce-b302099a8057\",5,0,[\"Name\",{\"x\":[1,\"é\"]}]]]}]}";
  g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePage) page = tw_wire_page_parse (body, &error);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_autofree char *extra = NULL;
  const TwWireTable *table;

  g_assert_no_error (error);
  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  table = g_ptr_array_index (page->tables, 0);
  g_assert_true (tw_wire_row_read (table, &g_array_index (table->rows, TwWireRow, 0), tw_schema_get_entity (schema, "deal"), fields, values,
                                   &extra, &error));
  g_assert_cmpuint (fields->len, ==, 1);
  g_assert_cmpstr (extra, ==, "{\"9999\":{\"x\":[1,\"é\"]}}");
}

static TwWirePush *
make_push (GRand *dice)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_outbox_item_free);
  TwWirePush *push;

  for (gint64 n = 7; n < 12; n++)
    {
      TwOutboxItem *item = g_new0 (TwOutboxItem, 1);
      g_autoptr (TwCommitHead) head = tw_commit_head_new ();

      item->n = n;
      item->commit = tw_id_new ();
      item->stamp = G_MAXUINT64 - n;
      item->at = -n;
      item->title = g_strdup ("Move “Acme” to Won");
      item->atomic = n == 9;
      item->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
      for (guint e = 0; e < 3; e++)
        {
          const TwEntity *entity = tw_schema_get_entity_at (schema, g_rand_int_range (dice, 0, tw_schema_get_n_entities (schema)));
          GArray *fields = tw_field_changes_new ();
          TwId id = tw_id_new ();

          for (guint f = 0; f < entity->n_fields; f++)
            if (entity->fields[f]->formula == NULL)
              {
                g_auto (TwValue) base = make_value (entity->fields[f], dice), mine = make_value (entity->fields[f], dice);

                tw_field_changes_add (fields, entity->fields[f]->number, &base, &mine);
              }
          g_ptr_array_add (item->changes, tw_change_new (head, 1, entity->number, &id, e, fields));
        }
      g_ptr_array_add (items, item);
    }
  push = tw_wire_push_from_outbox (items);
  push->client = tw_id_new ();
  push->epoch = g_strdup ("e");
  push->schema = g_strdup ("1+0");
  push->after = tw_id_new ();
  return push;
}

static void
test_push (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (TwWirePush) push = make_push (dice), parsed = NULL;
  g_autoptr (GBytes) body = tw_wire_push_print (push), again = NULL;
  g_autoptr (GError) error = NULL;

  parsed = tw_wire_push_parse (schema, body, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parsed->mutations->len, ==, 5);
  g_assert_true (tw_id_equal (&parsed->after, &push->after));
  for (guint i = 0; i < 5; i++)
    {
      TwWireMutation *mutation = g_ptr_array_index (parsed->mutations, i);

      g_assert_null (mutation->problem);
      g_assert_cmpint (mutation->atomic, ==, mutation->n == 9);
      mutation->node = NULL;                           /* printed from its parts, not from what came */
    }
  again = tw_wire_push_print (parsed);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), g_bytes_get_data (again, NULL), g_bytes_get_size (again));
}

static void
test_answer (void)
{
  g_autoptr (TwWirePushAnswer) answer = tw_wire_push_answer_new (), parsed = NULL;
  TwPushResult merged = { .n = 8, .state = TW_PUSH_MERGED };
  TwPushResult rejected = { .n = 9, .state = TW_PUSH_REJECTED, .problem = g_strdup ("{\"title\":\"No\"}") };
  TwPushResult told = { .n = 10, .state = TW_PUSH_APPLIED, .row_before = 40, .row_seq = 98, .row_at = 1700000000000000 }, *read;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;

  answer->acked = 11;
  answer->window = 2;
  answer->most = 2000;
  answer->seq = 99;
  answer->server_time = 5;
  g_array_append_val (answer->results, merged);
  g_array_append_val (answer->results, rejected);
  g_array_append_val (answer->results, told);
  body = tw_wire_push_answer_print (answer);
  parsed = tw_wire_push_answer_parse (body, &error);
  g_assert_no_error (error);
  g_assert_cmpint (parsed->acked, ==, 11);
  g_assert_cmpuint (parsed->window, ==, 2);
  g_assert_cmpuint (parsed->most, ==, 2000);
  g_assert_cmpuint (parsed->results->len, ==, 3);
  g_assert_cmpint (g_array_index (parsed->results, TwPushResult, 0).row_seq, ==, 0);
  read = &g_array_index (parsed->results, TwPushResult, 2);
  g_assert_cmpint (read->row_before, ==, 40);
  g_assert_cmpint (read->row_seq, ==, 98);
  g_assert_cmpint (read->row_at, ==, told.row_at);
  g_assert_cmpint (g_array_index (parsed->results, TwPushResult, 1).state, ==, TW_PUSH_REJECTED);
  g_assert_cmpstr (g_array_index (parsed->results, TwPushResult, 1).problem, ==, "{\"title\":\"No\"}");
  g_assert_null (parsed->problem);
}

/* What the schema does not have rejects that mutation only. */
static void
test_bad_mutations (void)
{
  static const struct { const char *op, *problem; } cases[] = {
    { "{\"op\":\"set\",\"e\":21,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{\"10\":[null,\"x\"]}}", NULL },
    { "{\"op\":\"set\",\"e\":21,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{\"10\":[null,5]}}", "type" },
    { "{\"op\":\"set\",\"e\":21,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{\"9998\":[null,5]}}", "no field" },
    { "{\"op\":\"set\",\"e\":21,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{\"36\":[null,[5,\"EUR\"]]}}", "no field" },
    { "{\"op\":\"set\",\"e\":21,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{\"17\":[null,20000]}}", NULL },
    { "{\"op\":\"set\",\"e\":21,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{\"17\":[null,99999999]}}", "type" },
    { "{\"op\":\"set\",\"e\":21,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{\"19\":[null,[21,\"01890a5d-ac96-774b-bcce-"
      "b302099a8057\"]]}}", "type" },
    { "{\"op\":\"set\",\"e\":1022,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"f\":{}}", "kind" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{\"protocol\":1,\"client\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"sent_at\":1,\"mutations\":["
        "{\"n\":1,\"commit\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"stamp\":1,\"at\":1,\"origin\":0,\"ops\":[%s]}]}", cases[i].op);
      g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (TwWirePush) push = tw_wire_push_parse (schema, body, &error);
      g_autofree char *printed = NULL;
      const TwWireMutation *mutation;

      g_assert_no_error (error);
      mutation = g_ptr_array_index (push->mutations, 0);
      if (cases[i].problem == NULL)
        g_assert_null (mutation->problem);
      else
        g_assert_nonnull (strstr (mutation->problem, cases[i].problem));
      printed = tw_wire_mutation_print (mutation);
      g_assert_nonnull (strstr (printed, cases[i].op));
    }
}

static const char *const hostile[] = {
  "", "null", "[]", "{}", "{\"protocol\":2}", "{\"protocol\":1}", "\"", "{\"protocol\":1,\"client\":\"x\"}",
  "{\"protocol\":1,\"protocol\":1}", "{\"protocol\":1e999}", "{\"protocol\":-1}", "{\"protocol\":1,\"seq\":9223372036854775808}",
  "{\"protocol\":1,\"seq\":1,\"server_time\":1,\"epoch\":\"e\",\"more\":false,\"settings\":[[1,2]],\"tables\":[],\"gone\":[],\"reload\":[]}",
  "{\"protocol\":1,\"seq\":1,\"server_time\":1,\"epoch\":\"e\",\"more\":false,\"settings\":[],\"tables\":[{}],\"gone\":[],\"reload\":[]}",
  "{\"protocol\":1,\"seq\":1,\"server_time\":1,\"epoch\":\"e\",\"more\":false,\"settings\":[],\"tables\":[{\"e\":21,\"fields\":[10],"
  "\"rows\":[[\"01890a5d-ac96-774b-bcce-b302099a8057\",5,0,[]]]}],\"gone\":[],\"reload\":[]}",
  "{\"protocol\":1,\"seq\":1,\"server_time\":1,\"epoch\":\"e\",\"more\":false,\"settings\":[],\"tables\":[],\"gone\":[[]],\"reload\":[]}",
  "{\"protocol\":1,\"seq\":1,\"server_time\":1,\"epoch\":\"e\",\"more\":0,\"settings\":[],\"tables\":[],\"gone\":[],\"reload\":[]}",
  "{\"protocol\":1,\"seq\":1,\"server_time\":1,\"epoch\":\"e\",\"more\":false,\"settings\":[],\"tables\":[],\"gone\":[],\"reload\":[99999]}",
  "{\"protocol\":1,\"client\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"sent_at\":1,\"mutations\":[5]}",
  "{\"protocol\":1,\"client\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"sent_at\":1,\"mutations\":[{\"n\":0}]}",
};

static void
try_all (const char *data, gsize length, gboolean must_fail)
{
  g_autoptr (GBytes) body = g_bytes_new (data, length);
  g_autoptr (TwWirePush) push = tw_wire_push_parse (schema, body, NULL);
  g_autoptr (TwWirePushAnswer) answer = tw_wire_push_answer_parse (body, NULL);
  g_autoptr (TwWirePage) page = tw_wire_page_parse (body, NULL);

  if (must_fail)
    g_assert_true (push == NULL && answer == NULL && page == NULL);
}

static void
test_hostile (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    try_all (hostile[i], strlen (hostile[i]), TRUE);
  try_all (deep, 200000, TRUE);
}

/* Bytes flipped, cut and doubled: refused or read, never a crash. */
static void
test_mutated (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (TwWirePush) push = make_push (dice);
  g_autoptr (GBytes) body = tw_wire_push_print (push);
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GString) text = g_string_new_len (data, length);

      for (guint m = g_rand_int_range (dice, 1, 4); m > 0; m--)
        {
          gsize at = g_rand_int_range (dice, 0, text->len);

          switch (g_rand_int_range (dice, 0, 3))
            {
            case 0:
              text->str[at] ^= 1 << g_rand_int_range (dice, 0, 8);
              break;
            case 1:
              g_string_truncate (text, at + 1);
              break;
            default:
              g_string_insert_len (text, at, text->str + at / 2, MIN (20, text->len - at / 2));
            }
        }
      try_all (text->str, text->len, FALSE);
    }
}

static void
test_pack (void)
{
  static const char *const encodings[] = { NULL, "gzip", "zstd" };
  g_autofree char *much = g_strnfill (60 * 1024 * 1024, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    for (gsize length = 0; length < 300000; length = length * 3 + 1)
      {
        g_autofree char *text = g_malloc (length + 1);
        g_autoptr (GBytes) body = NULL, packed = NULL, unpacked = NULL;
        g_autoptr (GError) error = NULL;

        for (gsize at = 0; at < length; at++)
          text[at] = g_test_rand_int_range (0, 64);
        body = g_bytes_new (text, length);
        packed = tw_wire_pack (body, encodings[i], &error);
        g_assert_no_error (error);
        unpacked = tw_wire_unpack (packed, encodings[i], &error);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (body, unpacked));
        if (encodings[i] != NULL && length > 0)
          {
            g_autoptr (GBytes) cut = g_bytes_new_from_bytes (packed, 0, g_bytes_get_size (packed) - 1);
            g_autoptr (GBytes) nothing = tw_wire_unpack (cut, encodings[i], NULL);

            g_assert_null (nothing);
          }
      }
  for (guint i = 1; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (much, 60 * 1024 * 1024), packed = tw_wire_pack (body, encodings[i], NULL), unpacked = NULL;
      g_autoptr (GError) error = NULL;

      unpacked = tw_wire_unpack (packed, encodings[i], &error);
      g_assert_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_LIMIT);
      g_assert_null (unpacked);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  schema = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  g_test_add_func ("/sync/wire/page", test_page);
  g_test_add_func ("/sync/wire/unknown-field", test_unknown_field);
  g_test_add_func ("/sync/wire/push", test_push);
  g_test_add_func ("/sync/wire/answer", test_answer);
  g_test_add_func ("/sync/wire/bad-mutations", test_bad_mutations);
  g_test_add_func ("/sync/wire/hostile", test_hostile);
  g_test_add_func ("/sync/wire/mutated", test_mutated);
  g_test_add_func ("/sync/wire/pack", test_pack);
  status = g_test_run ();
  tw_schema_unref (schema);
  return status;
}
