/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead becomes a company, a contact and a deal, and nothing of it is lost. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-lead-conversion.h"
#include "tw-seed.h"

typedef struct
{
  char     *dir;
  TwSchema *shipped;
  TwStore  *store;
} Site;

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
set_up (Site *site, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *top = g_dir_make_tmp ("tw-lead-XXXXXX", &error);
  g_autoptr (TwCommit) commit = NULL;

  g_assert_no_error (error);
  site->dir = g_steal_pointer (&top);
  site->shipped = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  g_autofree char *path = g_build_filename (site->dir, "w", NULL);
  site->store = tw_store_open (path, site->shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (site->store, "EUR", &error));
  g_assert_no_error (error);
  commit = tw_store_define (site->store, "[{\"field\": {\"entity\": \"lead\", \"key\": \"x_budget\", \"label\": \"Budget\", \"kind\": \"integer\"}},"
                            " {\"field\": {\"entity\": \"deal\", \"key\": \"x_budget\", \"label\": \"Budget\", \"kind\": \"integer\"}},"
                            " {\"field\": {\"entity\": \"lead\", \"key\": \"x_hobby\", \"label\": \"Hobby\", \"kind\": \"text\"}},"
                            " {\"entity\": {\"entity\": \"x_visit\", \"plural\": \"x_visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
                            " \"name\": \"name\", \"list\": [\"name\"], \"fields\": [{\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},"
                            " {\"key\": \"lead\", \"label\": \"Lead\", \"kind\": \"link\", \"to\": [\"lead\"], \"inverse\": \"x_visits\", \"inverse_label\": \"Visits\"},"
                            " {\"key\": \"deal\", \"label\": \"Deal\", \"kind\": \"link\", \"to\": [\"deal\"], \"inverse\": \"x_visits\", \"inverse_label\": \"Visits\"}]}}]",
                            &error);
  g_assert_no_error (error);
}

static void
tear_down (Site *site, gconstpointer data)
{
  tw_store_close (site->store);
  g_assert_finalize_object (site->store);
  tw_schema_unref (site->shipped);
  remove_folder (site->dir);
  g_free (site->dir);
}

/* key, text, …, NULL. */
static TwRecord *
add (Site *site, const char *entity, ...)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (site->store), entity));
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  const char *key;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return record;
}

static char *
id_of (TwRecord *record)
{
  return tw_id_dup_text (tw_record_get_id (record));
}

static char *
link_to (TwRecord *record)
{
  g_autofree char *id = id_of (record);

  return g_strdup_printf ("%s:%s", tw_record_get_entity (record)->key, id);
}

static gint64
count (Site *site, const char *entity, const char *where)
{
  TwSchema *schema = tw_store_get_schema (site->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, entity), where, NULL, &error);
  gint64 n;

  g_assert_no_error (error);
  n = tw_store_count (site->store, query, &error);
  g_assert_no_error (error);
  return n;
}

#define assert_text(record, key, expected) G_STMT_START { \
  g_autofree char *text = tw_value_print (tw_record_get_key (record, key)); \
  g_assert_cmpstr (text, ==, expected); } G_STMT_END

static TwRecord *
add_ann (Site *site)
{
  return add (site, "lead", "name", "Ann van Dyk", "company_name", "Acme", "email", "ann@acme.example", "phone", "+31 20 1234567",
              "job_title", "CTO", "priority", "hot", "industry", "Retail", "company_size", "40", "location", "Utrecht",
              "source", "Fair", "description", "Wants a demo.", "tags", "[\"vip\",\"fair\"]", "x_budget", "9000", "x_hobby", "Chess",
              NULL);
}

/* Everything is made new; what has no place stays in the lead. */
static void
test_new (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) lead = add_ann (site);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwLeadConversion) conversion = tw_lead_conversion_new (site->store, tw_record_get_id (lead), &error);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GArray) lines = NULL;
  TwRecord *company, *contact, *deal;
  guint n_staying = 0;

  g_assert_no_error (error);
  lines = tw_lead_conversion_list_lines (conversion);
  for (guint i = 0; i < lines->len; i++)
    {
      TwLeadLine *line = &g_array_index (lines, TwLeadLine, i);
      gboolean moved = line->targets[0] != NULL || line->targets[1] != NULL || line->targets[2] != NULL;

      if (g_str_equal (line->field->key, "x_hobby"))
        g_assert_false (moved);
      if (g_str_equal (line->field->key, "x_budget"))
        g_assert_nonnull (line->targets[TW_LEAD_DEAL]);
      n_staying += !moved;
    }
  g_assert_cmpuint (n_staying, >, 0);
  commit = tw_lead_conversion_commit (conversion, &error);
  g_assert_no_error (error);
  company = tw_lead_conversion_get_record (conversion, TW_LEAD_COMPANY);
  contact = tw_lead_conversion_get_record (conversion, TW_LEAD_CONTACT);
  deal = tw_lead_conversion_get_record (conversion, TW_LEAD_DEAL);
  assert_text (company, "name", "Acme");
  assert_text (company, "industry", "Retail");
  assert_text (company, "size", "40");
  assert_text (company, "city", "Utrecht");
  assert_text (company, "email", "");
  assert_text (contact, "name", "Ann van Dyk");
  assert_text (contact, "first_name", "Ann van");
  assert_text (contact, "last_name", "Dyk");
  assert_text (contact, "email", "ann@acme.example");
  assert_text (contact, "job_title", "CTO");
  assert_text (contact, "source", "Fair");
  assert_text (contact, "description", "");
  assert_text (deal, "name", "Acme");
  assert_text (deal, "priority", "high");
  assert_text (deal, "status", "open");
  assert_text (deal, "description", "Wants a demo.");
  assert_text (deal, "x_budget", "9000");
  assert_text (deal, "tags", "[\"vip\",\"fair\"]");
  g_assert_true (tw_id_equal (&tw_record_get_key (contact, "company")->id, tw_record_get_id (company)));
  g_assert_true (tw_id_equal (&tw_record_get_key (deal, "company")->id, tw_record_get_id (company)));
  g_assert_true (tw_id_equal (&tw_record_get_key (deal, "contact")->id, tw_record_get_id (contact)));
  g_assert_cmpint (count (site, "lead", "status = \"closed\" and converted_deal is not empty and x_hobby = \"Chess\""), ==, 1);
  g_assert_null (tw_lead_conversion_new (site->store, tw_record_get_id (lead), &error));
  g_assert_error (error, TW_LEAD_ERROR, TW_LEAD_ERROR_CONVERTED);
}

/* What happened with the lead is found at the new records, a site's own objects too; one undo takes all back. */
static void
test_related (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) lead = add_ann (site);
  g_autofree char *id = id_of (lead), *link = link_to (lead);
  g_autoptr (TwRecord) task = add (site, "task", "title", "Call", "lead", id, NULL);
  g_autoptr (TwRecord) activity = add (site, "activity", "subject", "Called", "kind", "call", "record", link, NULL);
  g_autoptr (TwRecord) document = add (site, "document", "name", "Letter", "lead", id, NULL);
  g_autoptr (TwRecord) comment = add (site, "comment", "record", link, "body", "Nice person", NULL);
  g_autoptr (TwRecord) visit = add (site, "x_visit", "name", "At the fair", "lead", id, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwLeadConversion) conversion = tw_lead_conversion_new (site->store, tw_record_get_id (lead), &error);
  g_autoptr (TwCommit) commit = NULL, undone = NULL;
  static const char *const kinds[] = { "task", "activity", "document", "x_visit" };

  g_assert_no_error (error);
  g_assert_cmpint (tw_lead_conversion_count_related (conversion, &error), ==, 5);
  commit = tw_lead_conversion_commit (conversion, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpint (count (site, kinds[i], "deal is not empty"), ==, 1);
  g_assert_cmpint (count (site, "task", "lead is not empty and company is not empty and contact is not empty"), ==, 1);
  g_assert_cmpint (count (site, "deal", "count(comments) = 1"), ==, 1);
  undone = tw_store_undo (site->store, tw_commit_get_id (commit), &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "company", NULL) + count (site, "contact", NULL) + count (site, "deal", NULL), ==, 0);
  g_assert_cmpint (count (site, "lead", "status = \"active\" and converted_deal is empty and count(comments) = 1"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpint (count (site, kinds[i], "deal is empty"), ==, 1);
}

/* A company of the same name and a contact with the same address are taken and lose nothing. */
static void
test_existing (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) acme = add (site, "company", "name", "ACME", "industry", "Wholesale", "tags", "[\"old\"]", NULL);
  g_autoptr (TwRecord) similar = add (site, "company", "name", "Acme Corporation", NULL);
  g_autoptr (TwRecord) ann = add (site, "contact", "name", "A. van Dyk", "email", "ann@acme.example", NULL);
  g_autoptr (TwRecord) lead = add_ann (site);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwLeadConversion) conversion = tw_lead_conversion_new (site->store, tw_record_get_id (lead), &error);
  g_autoptr (TwCommit) commit = NULL;
  TwRecord *company, *contact;

  g_assert_no_error (error);
  g_assert_cmpuint (tw_lead_conversion_get_matches (conversion, TW_LEAD_COMPANY)->len, >=, 1);
  tw_lead_conversion_leave (conversion, TW_LEAD_DEAL);
  commit = tw_lead_conversion_commit (conversion, &error);
  g_assert_no_error (error);
  company = tw_lead_conversion_get_record (conversion, TW_LEAD_COMPANY);
  contact = tw_lead_conversion_get_record (conversion, TW_LEAD_CONTACT);
  g_assert_true (tw_id_equal (tw_record_get_id (company), tw_record_get_id (acme)));
  g_assert_true (tw_id_equal (tw_record_get_id (contact), tw_record_get_id (ann)));
  assert_text (company, "industry", "Wholesale");
  assert_text (company, "tags", "[\"old\",\"vip\",\"fair\"]");
  assert_text (company, "size", "40");
  assert_text (contact, "name", "A. van Dyk");
  assert_text (contact, "job_title", "CTO");
  assert_text (contact, "description", "Wants a demo.");
  g_assert_cmpint (count (site, "deal", NULL), ==, 0);
}

/* Without a company's name there is no company; nothing at all is an error and changes nothing. */
static void
test_parts (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) lead = add (site, "lead", "name", "Bo", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwLeadConversion) conversion = tw_lead_conversion_new (site->store, tw_record_get_id (lead), &error);

  g_assert_no_error (error);
  g_assert_false (tw_lead_conversion_can_make (conversion, TW_LEAD_COMPANY));
  g_assert_null (tw_lead_conversion_get_record (conversion, TW_LEAD_COMPANY));
  tw_lead_conversion_leave (conversion, TW_LEAD_CONTACT);
  tw_lead_conversion_leave (conversion, TW_LEAD_DEAL);
  g_assert_null (tw_lead_conversion_commit (conversion, &error));
  g_assert_error (error, TW_LEAD_ERROR, TW_LEAD_ERROR_NOTHING);
  g_assert_cmpint (count (site, "lead", "status = \"active\""), ==, 1);
}

/* The temperature follows the score, unless a person says it in the same step. */
static void
test_temperature (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) lead = add (site, "lead", "name", "Bo", NULL);
  static const struct { const char *score, *priority, *expected; } steps[] =
  {
    { "75", NULL, "hot" }, { "45", NULL, "warm" }, { "5", NULL, "cold" }, { "80", "warm", "warm" },
  };

  assert_text (lead, "priority", "warm");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Score");
      g_autoptr (GError) error = NULL;
      g_autoptr (TwCommit) commit = NULL;

      g_assert_true (tw_record_set_text (lead, "score", steps[i].score, NULL));
      if (steps[i].priority != NULL)
        g_assert_true (tw_record_set_text (lead, "priority", steps[i].priority, NULL));
      tw_edit_save (edit, lead);
      commit = tw_edit_commit (edit, &error);
      g_assert_no_error (error);
      assert_text (lead, "priority", steps[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/crm/lead-conversion/new", Site, NULL, set_up, test_new, tear_down);
  g_test_add ("/crm/lead-conversion/related", Site, NULL, set_up, test_related, tear_down);
  g_test_add ("/crm/lead-conversion/existing", Site, NULL, set_up, test_existing, tear_down);
  g_test_add ("/crm/lead-conversion/parts", Site, NULL, set_up, test_parts, tear_down);
  g_test_add ("/crm/lead-conversion/temperature", Site, NULL, set_up, test_temperature, tear_down);
  return g_test_run ();
}
