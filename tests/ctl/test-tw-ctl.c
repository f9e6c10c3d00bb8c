/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program prints of one workspace, and its exit status. */
#include "ctl-fixture.h"

#include <glib/gstdio.h>

/* --- Usage --- */

static void
test_usage (Fixture *f, gconstpointer data)
{
  static const char *const wrong[][5] = {
    { NULL }, { "nonsense", NULL }, { "list", NULL }, { "list", "deal", "surplus", NULL }, { "list", "deal", "--nope", NULL },
    { "list", "deal", "--limit=0", NULL }, { "list", "deal", "--limit=x", NULL }, { "get", "deal", NULL },
    { "set", "deal", "x", NULL }, { "new", "deal", "no-equals", NULL }, { "--format", "xml", "status", NULL },
    { "import", "deal", NULL }, { "import", "deal", "x", "--missing=what", NULL }, { "import", "deal", "x", "--duplicates=what", NULL },
    { "import", "deal", "x", "--delimiter=xx", NULL }, { "export", "deal", "x.pdf", NULL }, { "eval", NULL },
    { "eval", "1", "--on=deal", NULL }, { "explain", "true", NULL }, { "backup", NULL }, { "search", NULL }, { "init", "x", NULL },
    { "history", "deal", NULL }, { "undo", "1", "2", NULL }, { "check", "x", NULL }, { "archive", NULL }, { "unarchive", NULL },
    { "restore", NULL }, { "define", NULL }, { "log", "--limit=0", NULL }, { "trash", NULL }, { "delete", "deal", NULL },
    { "redo", "1", NULL }, { "count", NULL }, { "init", "--currency=euro", NULL },
    { "connect", NULL }, { "connect", "crm.example.org", NULL }, { "sync", "x", NULL }, { "conflicts", "keep", NULL },
    { "conflicts", "settle", "x", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    ctl (f, 2, wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3], NULL);
}

static void
test_help (Fixture *f, gconstpointer data)
{
  static const char *const commands[] = {
    "init", "status", "backup", "restore", "check", "schema", "list", "count", "get", "history", "log", "search", "trash", "new", "set",
    "delete", "undelete", "erase", "undo", "redo", "define", "import", "export", "archive", "unarchive", "eval", "explain",
    "connect", "sync", "conflicts",
  };
  g_autofree char *help = g_strdup (ctl (f, 0, "--help", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *usage = g_strdup_printf ("tradewindctl %s", commands[i]);
      assert_in (help, commands[i]);
      assert_in (ctl (f, 0, commands[i], "--help", NULL), usage);
    }
  assert_in (ctl (f, 0, "--version", NULL), "tradewindctl ");
}

static void
test_no_workspace (Fixture *f, gconstpointer data)
{
  ctl (f, 1, "status", NULL);
  assert_in (f->err, "tradewindctl init");
  g_autofree char *plain = write_file (f, "plain", "text");
  g_free (f->workspace);
  f->workspace = g_strdup (plain);
  ctl (f, 1, "list", "deal", NULL);
}

/* --- Commands --- */

static void
test_init (Fixture *f, gconstpointer data)
{
  assert_in (ctl (f, 0, "status", NULL), "EUR");
  ctl (f, 1, "init", NULL);
  assert_in (f->err, "already");
  g_autoptr(JsonNode) status = json (ctl (f, 0, "status", "--format=json", NULL));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "records"), >, 50);
  assert_in (ctl (f, 0, "check", NULL), "sound");
}

static void
test_demo (Fixture *f, gconstpointer data)
{
  ctl (f, 0, "init", "--demo", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "deal", NULL), !=, "0\n");
  g_assert_cmpint (g_ascii_strtoll (ctl (f, 0, "count", "company", NULL), NULL, 10), >=, 85);
  g_assert_cmpint (g_ascii_strtoll (ctl (f, 0, "count", "deal", NULL), NULL, 10), >=, 8800);
  /* The workspace remembers who its user is. */
  g_assert_cmpint (g_ascii_strtoll (ctl (f, 0, "count", "deal", "--where", "owner = me and status = \"open\"", NULL), NULL, 10), >, 10);
}

static void
test_schema (Fixture *f, gconstpointer data)
{
  assert_in (ctl (f, 0, "schema", NULL), "deal_stage");
  assert_in (ctl (f, 0, "schema", "deal", NULL), "close_date");
  assert_in (ctl (f, 0, "schema", "deals", NULL), "open won lost");
  ctl (f, 1, "schema", "nothing", NULL);
  assert_in (f->err, "nothing");
  g_autoptr(JsonNode) node = json (ctl (f, 0, "--format", "json", "schema", NULL));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (node), "items")), >, 50);
}

static void
test_write (Fixture *f, gconstpointer data)
{
  g_autofree char *acme = new_id (f, "company", "name=Acme");
  assert_in (f->out, "tradewindctl undo");
  ctl (f, 0, "new", "contact", "name=Ada = x", "company=Acme", "tags=[\"a\",\"b\"]", "email=ada@example.com", NULL);
  assert_in (ctl (f, 0, "list", "contact", "--where", "company.name = \"Acme\" and tags has \"b\"", "--fields=name,company", NULL), "Ada = x");
  ctl (f, 0, "set", "company", acme, "name=Acme Ltd", "size=12", "annual_revenue=5.50", NULL);
  assert_in (f->out, "Name, Employees");
  assert_in (ctl (f, 0, "get", "company", acme, NULL), "Acme Ltd");
  ctl (f, 0, "set", "company", acme, "size=", NULL);
  g_autoptr(JsonNode) got = json (ctl (f, 0, "get", "company", acme, "--format", "json", NULL));
  g_assert_true (json_object_get_null_member (json_node_get_object (got), "size"));
  assert_in (ctl (f, 0, "set", "company", acme, "name=Acme Ltd", NULL), "Nothing changed");
  assert_in (ctl (f, 0, "history", "company", acme, NULL), "Acme Ltd");
  assert_in (ctl (f, 0, "log", "--limit=3", NULL), "Change “Acme Ltd”");
  ctl (f, 0, "delete", "company", acme, NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "company", NULL), ==, "0\n");
  assert_in (ctl (f, 0, "trash", "company", NULL), acme);
  ctl (f, 0, "undelete", "company", acme, NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "company", NULL), ==, "1\n");
}

static void
assert_no_word (const char *path, const char *word)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  g_autofree char *bytes = NULL;
  gsize length = 0;
  if (!dir && g_file_get_contents (path, &bytes, &length, NULL) && memmem (bytes, length, word, strlen (word)))
    g_error ("“%s” is in %s", word, path);
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      assert_no_word (child, word);
    }
}

/* In a workspace that stands alone, too: no byte of it stays. */
static void
test_erase (Fixture *f, gconstpointer data)
{
  g_autofree char *person = new_id (f, "contact", "name=Zyxtarquin");
  ctl (f, 0, "set", "contact", person, "description=Qhovvulmer said so", NULL);
  ctl (f, 0, "set", "contact", person, "description=Nothing", NULL);
  ctl (f, 1, "erase", "company", person, NULL);
  assert_in (ctl (f, 0, "get", "contact", person, NULL), "Zyxtarquin");
  assert_in (ctl (f, 0, "erase", "contact", person, NULL), "Erased 1 record.");
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "0\n");
  assert_no_word (f->dir, "Zyxtarquin");
  assert_no_word (f->dir, "Qhovvulmer");
  ctl (f, 0, "check", NULL);
  ctl (f, 1, "erase", "user", person, NULL);
  ctl (f, 1, "erase", "contact", "nobody", NULL);
}

/* A report that is shipped, one of a file, what is wrong with others. */
static void
test_reports (Fixture *f, gconstpointer data)
{
  g_autofree char *json = g_build_filename (f->dir, "mine.json", NULL), *csv = g_build_filename (f->dir, "mine.csv", NULL);
  g_autofree char *bad = g_build_filename (f->dir, "mine.doc", NULL), *text = NULL;
  static const char definition[] = "{\"entity\": \"company\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"size\", \"totals\": [\"sum\"]}],"
                                   " \"groups\": [{\"by\": \"industry\"}]}";

  ctl (f, 0, "new", "company", "name=Acme", "industry=Retail", "size=5", NULL);
  ctl (f, 0, "new", "company", "name=Zenit", "industry=Energy", "size=7", NULL);
  g_assert_true (g_file_set_contents (json, definition, -1, NULL));
  assert_in (ctl (f, 0, "report", "list", "--format=csv", NULL), "Pipeline by stage,Sales,table,deal,true");
  assert_in (ctl (f, 0, "report", "show", "pipeline by stage", NULL), "\"weighted_amount\"");
  assert_in (ctl (f, 0, "report", "run", json, "--format=csv", NULL), "sum,Energy,1,,7");
  assert_in (ctl (f, 0, "report", "run", json, "--format=json", "--where=size > 5", NULL), "\"name\":\"Zenit\"");
  ctl (f, 0, "report", json, "--out", csv, NULL);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Industry,Name,Employees\r\nEnergy,Zenit,7\r\nEnergy: Sum,,7\r\nRetail,Acme,5\r\n"
                   "Retail: Sum,,5\r\nSum,,12\r\n");
  /* It is not saved, and there is nothing to note it at. */
  g_assert_cmpstr (ctl (f, 0, "count", "report_run", NULL), ==, "0\n");
  ctl (f, 0, "report", "run", "Forecast by month and owner", "--days=90 days", NULL);
  ctl (f, 2, "report", "run", "Pipeline by stage", "--days=soon", NULL);
  /* A saved report has days of its own, unless others are asked for. */
  ctl (f, 0, "new", "report", "name=Long ago", "range=2001-01-01..2001-12-31",
       "definition={\"entity\": \"company\", \"columns\": [{\"value\": \"name\"}], \"period\": \"created_at\"}", NULL);
  g_assert_null (strstr (ctl (f, 0, "report", "run", "Long ago", "--format=csv", NULL), "Zenit"));
  assert_in (ctl (f, 0, "report", "run", "Long ago", "--format=csv", "--days=7 days", NULL), "Zenit");
  /* What was written of it is noted; what was only looked at is not. */
  ctl (f, 0, "report", "run", "Long ago", "--days=7 days", "--out", csv, NULL);
  assert_in (ctl (f, 0, "list", "report_run", "--fields=name,format,status,rows", "--format=csv", NULL), "Long ago,csv,done,2");
  g_assert_cmpstr (ctl (f, 0, "count", "report_run", NULL), ==, "1\n");
  ctl (f, 2, "report", "run", json, "-o", bad, NULL);
  ctl (f, 2, "report", "walk", json, NULL);
  ctl (f, 1, "report", "run", "Nothing of the kind", NULL);
  assert_in (f->err, "Pipeline by stage");
  g_assert_true (g_file_set_contents (json, "{\"entity\": \"company\",\n\"colums\": []}", -1, NULL));
  ctl (f, 1, "report", "run", json, NULL);
  assert_in (f->err, "Line 2");
}

/* What holds on the board holds here. */
static void
test_rules (Fixture *f, gconstpointer data)
{
  g_autofree char *first = new_id (f, "task", "title=First");
  g_autofree char *id = NULL, *deal = NULL;
  ctl (f, 0, "new", "task", "title=Report", "recurring=yes", "recurrence_pattern=weekly", "due_date=2035-03-05", "blocked_by=First", NULL);
  id = g_strndup (strstr (f->out, " (") + 2, 36);
  ctl (f, 1, "set", "task", id, "status=completed", NULL);
  assert_in (f->err, "“Report” waits for “First”");
  ctl (f, 0, "set", "task", first, "status=completed", NULL);
  ctl (f, 0, "set", "task", id, "status=completed", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "task", "--where=title = \"Report\" and due_date = 2035-03-12", NULL), ==, "1\n");
  assert_in (ctl (f, 0, "figures", "tasks", "--by=status", "--format=csv", NULL), "Completed,0,0,2,1.0000");
  ctl (f, 0, "new", "deal", "name=Plant", "stage=Lead", "amount=100 EUR", NULL);
  deal = g_strndup (strstr (f->out, " (") + 2, 36);
  ctl (f, 1, "set", "deal", deal, "stage=Lost", NULL);
  assert_in (f->err, "without “Reason”");
  assert_in (ctl (f, 0, "figures", "pipeline", NULL), "100.00 EUR");
  ctl (f, 0, "set", "deal", deal, "stage=Lost", "reason=Price too high", NULL);
  /* Not that of "100%". */
  assert_in (ctl (f, 0, "figures", "win-rate", NULL), " 0%");
  assert_in (ctl (f, 0, "figures", "win-rate", "--by", "month", "--format", "json", NULL), "\"lost\":1");
  ctl (f, 0, "new", "lead", "name=Ada", "next_follow_up_at=2020-01-01T10:00:00Z", NULL);
  assert_in (ctl (f, 0, "figures", "leads", "--format=csv", NULL), "Up to a week,1,0,1");
  ctl (f, 0, "figures", "leads", "--by=owner", NULL);
  ctl (f, 2, "figures", "weather", NULL);
  ctl (f, 2, "figures", "pipeline", "--by=owner", NULL);
  ctl (f, 1, "figures", "tasks", "--by=title", NULL);
  ctl (f, 1, "figures", "pipeline", "--entity=company", "--where=nope", NULL);
}

/* The id in “… (ID)” that new prints. */
static char *
made (Fixture *f)
{
  return g_strndup (strstr (f->out, " (") + 2, 36);
}

static void
test_quote (Fixture *f, gconstpointer data)
{
  ctl (f, 0, "new", "product", "name=Pump", "sku=P-1", "price=100 EUR", "tax_rate=19", NULL);
  g_autofree char *product = made (f), *book = NULL, *deal = NULL, *quote = NULL;
  ctl (f, 0, "new", "price_book", "name=List", "currency=EUR", "is_default=true", NULL);
  book = made (f);
  g_autofree char *book_field = g_strdup_printf ("price_book=%s", book), *product_field = g_strdup_printf ("product=%s", product);
  ctl (f, 0, "new", "price_book_entry", book_field, product_field, "price=90 EUR", "min_quantity=10", NULL);
  assert_in (ctl (f, 0, "quote", "price", product, "--quantity=10", NULL), "from 10 pieces");
  assert_in (ctl (f, 0, "quote", "price", product, "--quantity=9", NULL), "100.00 EUR");
  ctl (f, 1, "quote", "price", product, "--quantity=many", NULL);
  ctl (f, 0, "new", "deal", "name=Brew hall", "stage=Lead", "amount=1 EUR", "products=Pump", NULL);
  deal = made (f);
  quote = g_strndup (ctl (f, 0, "quote", "new-from-deal", deal, NULL), 36);
  assert_in (ctl (f, 0, "quote", "totals", quote, NULL), "119.00");
  assert_in (ctl (f, 0, "quote", "totals", quote, "--format=json", NULL), "\"payable\":\"119.00\"");
  g_autofree char *line = g_strndup (strchr (ctl (f, 0, "list", "quote_line", "--format=csv", "--fields=name", NULL), '\n') + 1, 36);
  ctl (f, 0, "set", "quote_line", line, "quantity=10", NULL);
  assert_in (ctl (f, 0, "get", "quote", quote, "--format=json", NULL), "1071.00");
  ctl (f, 0, "undo", NULL);
  ctl (f, 0, "quote", "accept", quote, "--win", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "deal", "--where=status = \"won\" and amount = 100 EUR", NULL), ==, "1\n");
  ctl (f, 2, "quote", "frame", quote, NULL);
  ctl (f, 1, "quote", "totals", deal, NULL);
}

static void
test_lead (Fixture *f, gconstpointer data)
{
  ctl (f, 0, "new", "lead", "name=Ada Byron", "company_name=Engines", "email=ada@example.com", NULL);
  g_autofree char *id = g_strndup (strstr (f->out, " (") + 2, 36);
  assert_in (ctl (f, 0, "lead", "convert", id, "--preview", NULL), "new: Engines");
  g_assert_cmpstr (ctl (f, 0, "count", "company", NULL), ==, "0\n");
  ctl (f, 0, "lead", "convert", id, "--deal=none", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "contact", "--where=company.name = \"Engines\"", NULL), ==, "1\n");
  g_assert_cmpstr (ctl (f, 0, "count", "deal", NULL), ==, "0\n");
  ctl (f, 1, "lead", "convert", id, NULL);
  ctl (f, 2, "lead", "melt", id, NULL);
  ctl (f, 1, "lead", "convert", "x", NULL);
  ctl (f, 0, "undo", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "company", NULL), ==, "0\n");
}

static void
test_bad_input (Fixture *f, gconstpointer data)
{
  g_autofree char *acme = new_id (f, "company", "name=Acme");
  g_autofree char *before = g_strdup (ctl (f, 0, "log", NULL));
  static const char *const bad[][5] = {
    { "new", "company", "size=many", NULL }, { "new", "company", "nope=1", NULL }, { "new", "company", "size=5", NULL },
    { "new", "nothing", "name=x", NULL }, { "new", "contact", "name=x", "company=Nobody", NULL }, { "new", "contact", "name=x", "email=no address", NULL },
    { "get", "company", "not-an-id", NULL }, { "get", "company", "01890a5d-ac96-774b-bcce-b302099a8057", NULL },
    { "delete", "company", "01890a5d-ac96-774b-bcce-b302099a8057", NULL },
    { "list", "company", "--where=name =", NULL }, { "list", "company", "--where=nope = 1", NULL }, { "list", "company", "--sort=nope", NULL },
    { "list", "company", "--fields=nope", NULL }, { "list", "company", "--after=nonsense", NULL }, { "count", "company", "--where=1 + ", NULL },
    { "undo", "999999", NULL }, { "undo", "x", NULL }, { "import", "company", "no-such-file.csv", NULL },
    { "import", "nothing", "x.csv", NULL }, { "export", "company", "/no/such/folder/x.csv", NULL }, { "export", "company", "x.csv", "--fields=nope", NULL },
    { "eval", "1 +", NULL }, { "eval", "nope", NULL }, { "explain", "nope = 1", "--entity=company", NULL }, { "define", "no-such-file", NULL },
    { "restore", "no-such-file", NULL }, { "backup", "/no/such/folder/b", NULL }, { "archive", "/no/such/folder/a", NULL },
    { "search", "x", "--entity=nothing", NULL }, { "history", "company", "x", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    ctl (f, 1, bad[i][0], bad[i][1], bad[i][2], bad[i][3], NULL);
  g_assert_cmpstr (ctl (f, 0, "log", NULL), ==, before);
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autofree char *acme = new_id (f, "company", "name=Acme");
  const char *made = strstr (f->out, "Commit ") + strlen ("Commit ");
  g_autofree char *first = g_strndup (made, strspn (made, "0123456789"));
  g_autofree char *set = g_strdup (ctl (f, 0, "set", "company", acme, "name=Other", NULL));
  const char *number = strstr (set, "Commit ") + strlen ("Commit ");
  g_autofree char *commit = g_strndup (number, strspn (number, "0123456789"));
  ctl (f, 0, "undo", NULL);
  assert_in (ctl (f, 0, "get", "company", acme, NULL), "Acme");
  ctl (f, 0, "redo", NULL);
  assert_in (ctl (f, 0, "get", "company", acme, NULL), "Other");
  ctl (f, 0, "undo", commit, NULL);
  assert_in (ctl (f, 0, "get", "company", acme, NULL), "Acme");
  ctl (f, 0, "set", "company", acme, "name=Third", NULL);
  /* Adding it cannot be taken back any more: the change of its name stands in the way, and the message says so. */
  ctl (f, 1, "undo", first, NULL);
  assert_in (f->err, "Third");
}

static void
test_list (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("name=Company %u, \"quoted\"", i);
      g_autofree char *id = new_id (f, "company", name);
    }
  g_autoptr(JsonNode) first = json (ctl (f, 0, "list", "company", "--sort=-name", "--limit=3", "--format=json", NULL));
  JsonObject *page = json_node_get_object (first);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (page, "items")), ==, 3);
  g_autofree char *after = g_strdup_printf ("--after=%s", json_object_get_string_member (page, "next"));
  g_autoptr(JsonNode) second = json (ctl (f, 0, "list", "company", "--sort=-name", "--limit=3", "--format=json", after, NULL));
  JsonArray *items = json_object_get_array_member (json_node_get_object (second), "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (items, 1), "name"), ==, "Company 0, \"quoted\"");
  g_assert_true (json_object_get_null_member (json_node_get_object (second), "next"));
  assert_in (ctl (f, 0, "list", "company", "--fields=name,open_deals", "--format=csv", NULL), ",\"Company 0, \"\"quoted\"\"\",0\r\n");
  assert_in (ctl (f, 0, "count", "company", "--where", "name contains \"3\"", "--format=json", NULL), "{\"count\":1}");
  assert_in (ctl (f, 0, "search", "company", "3", NULL), "Company 3");
  assert_in (ctl (f, 0, "search", "company", "--entity=company", "--limit=2", "--format=csv", NULL), "entity,id,title,detail");
}

/* Text of a record cannot steer the terminal. */
static void
test_control_characters (Fixture *f, gconstpointer data)
{
  g_autofree char *id = new_id (f, "company", "name=a\033[31mb");
  g_assert_null (strchr (ctl (f, 0, "list", "company", NULL), '\033'));
}

static void
test_eval (Fixture *f, gconstpointer data)
{
  g_autofree char *acme = new_id (f, "company", "name=Acme");
  g_assert_cmpstr (ctl (f, 0, "eval", "1 + 2 * 3", NULL), ==, "7\n");
  assert_in (ctl (f, 0, "eval", "1 / 0", "--format=json", NULL), "null");
  g_assert_cmpstr (ctl (f, 0, "eval", "lower(name)", "--on", "company", acme, NULL), ==, "acme\n");
  ctl (f, 0, "explain", "name = \"x\" and size > 5", "--entity", "company", "--sort=-name", NULL);
  assert_in (f->out, "SELECT");
  assert_in (f->out, "?");
  assert_in (f->out, "company");
  g_autoptr(JsonNode) node = json (ctl (f, 0, "explain", "size > 5", "--entity=company", "--format=json", NULL));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (node), "plan")), >, 0);
}

static void
test_define (Fixture *f, gconstpointer data)
{
  g_autofree char *file = write_file (f, "own.json", "[{\"field\": {\"entity\": \"company\", \"number\": 10000, \"key\": \"shoe_size\","
                                                     "\"label\": \"Shoe size\", \"kind\": \"integer\"}}]");
  ctl (f, 0, "define", file, NULL);
  assert_in (ctl (f, 0, "schema", "company", NULL), "shoe_size");
  g_autofree char *id = new_id (f, "company", "name=Acme");
  ctl (f, 0, "set", "company", id, "shoe_size=46", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "company", "--where=shoe_size = 46", NULL), ==, "1\n");
  g_autofree char *broken = write_file (f, "broken.json", "[{\"field\": {}}]");
  ctl (f, 1, "define", broken, NULL);
}

static void
test_import (Fixture *f, gconstpointer data)
{
  g_autofree char *good = write_file (f, "good.csv", "Name,E-mail,Company\nAda,ada@example.com,Acme\nBob,bob@example.com,Acme\n");
  g_autofree char *partly = write_file (f, "partly.csv", "Name,E-mail\nCyd,cyd@example.com\nDan,no address\n");
  g_autofree char *hopeless = write_file (f, "hopeless.csv", "Name,E-mail\nEve,no address\n");
  g_autofree char *other = write_file (f, "other.csv", "x,y\n1,2\n");
  ctl (f, 1, "import", "contact", good, NULL);
  assert_in (f->err, "there is no Company “Acme”");
  assert_in (ctl (f, 0, "import", "contact", good, "--missing=create", "--dry-run", NULL), "nothing was changed");
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "0\n");
  ctl (f, 0, "import", "contact", good, "--missing=create", NULL);
  assert_in (f->out, "takes the import back");
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "2\n");
  g_autoptr(JsonNode) again = json (ctl (f, 0, "import", "contact", good, "--key=email", "--format=json", NULL));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (again), "unchanged"), ==, 2);
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "2\n");
  g_autofree char *rejects = g_build_filename (f->dir, "rejects.csv", NULL), *text = NULL;
  ctl (f, 3, "import", "contact", partly, "--rejects", rejects, NULL);
  g_assert_true (g_file_get_contents (rejects, &text, NULL, NULL));
  assert_in (text, "Name,E-mail,Line,Reason\r\nDan,no address,3,");
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "3\n");
  ctl (f, 1, "import", "contact", hopeless, NULL);
  assert_in (f->out, "imports");
  ctl (f, 1, "import", "contact", other, NULL);
  ctl (f, 0, "undo", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "2\n");
}

#define EVENT(uid, start, end) "BEGIN:VEVENT\r\nUID:" uid "\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Meet " uid "\r\nDTSTART:" start "\r\n" \
  "DTEND:" end "\r\nX-COLOUR:blue\r\nEND:VEVENT\r\n"
#define CALENDAR(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" events "END:VCALENDAR\r\n"

/* Calendar files: counts, a dry run, the same again, part of it, none of it, undo, and out again with what has no field. */
static void
test_calendar (Fixture *f, gconstpointer data)
{
  g_autofree char *good = write_file (f, "good.ics", CALENDAR (EVENT ("a", "20260302T090000Z", "20260302T091500Z")
                                                               EVENT ("b", "20260303T090000Z", "20260303T100000Z")));
  g_autofree char *partly = write_file (f, "partly.ics", CALENDAR (EVENT ("c", "20260302T090000Z", "20260302T091500Z")
                                                                   EVENT ("d", "20260303T090000Z", "20260303T080000Z")));
  g_autofree char *none = write_file (f, "none.ics", "no calendar"), *out = g_build_filename (f->dir, "out.ics", NULL), *text = NULL;
  g_autofree char *times = g_build_filename (f->dir, "times.csv", NULL);
  assert_in (ctl (f, 0, "import", "meeting", good, "--dry-run", NULL), "nothing was changed");
  g_assert_cmpstr (ctl (f, 0, "count", "meeting", NULL), ==, "0\n");
  g_autoptr(JsonNode) first = json (ctl (f, 0, "import", "meeting", good, "--format=json", NULL));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (first), "added"), ==, 2);
  g_autoptr(JsonNode) again = json (ctl (f, 0, "import", "meeting", good, "--format=json", NULL));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (again), "unchanged"), ==, 2);
  ctl (f, 3, "import", "meeting", partly, NULL);
  assert_in (f->err, "Line 17");
  g_assert_cmpstr (ctl (f, 0, "count", "meeting", NULL), ==, "3\n");
  ctl (f, 0, "undo", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "meeting", NULL), ==, "2\n");
  ctl (f, 1, "import", "meeting", none, NULL);
  ctl (f, 1, "import", "contact", good, NULL);
  assert_in (f->err, "meeting, task or calendar");
  ctl (f, 0, "export", "meeting", out, NULL);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  assert_in (text, "UID:a");
  assert_in (text, "UID:b");
  assert_in (text, "X-COLOUR:blue");
  /* A field that no form shows goes along when the record is nothing without it. */
  ctl (f, 0, "export", "stage_time", times, NULL);
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (times, &text, NULL, NULL));
  assert_in (text, "deal,stage,");
  ctl (f, 1, "export", "contact", out, NULL);
}

static void
test_import_mapping (Fixture *f, gconstpointer data)
{
  g_autofree char *csv = write_file (f, "odd.csv", "what;where\nAda;Rome\n"), *next = write_file (f, "next.csv", "what;where\nBob;Oslo\n");
  g_autofree char *map = write_file (f, "map.json", "{\"entity\": \"contact\", \"columns\": [{\"column\": \"what\", \"field\": \"name\"},"
                                                    "{\"column\": \"where\", \"field\": \"city\"}]}");
  g_autofree char *broken = write_file (f, "broken.json", "{\"entity\": \"contact\"}");
  ctl (f, 1, "import", "contact", csv, NULL);
  ctl (f, 1, "import", "contact", csv, "--map", broken, NULL);
  ctl (f, 0, "import", "contact", csv, "--map", map, NULL);
  ctl (f, 0, "import", "contact", next, NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "contact", "--where=city in (\"Rome\", \"Oslo\")", NULL), ==, "2\n");
  g_autofree char *printed = g_strdup (ctl (f, 0, "import", "contact", next, "--print-map", NULL));
  assert_in (printed, "\"field\" : \"city\"");
  /* The import is what undo takes back, not the mapping that was kept. */
  ctl (f, 0, "undo", NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "1\n");
}

static void
test_export (Fixture *f, gconstpointer data)
{
  g_autofree char *acme = new_id (f, "company", "name=Acme");
  ctl (f, 0, "new", "contact", "name==1+1, \"x\"", "company=Acme", NULL);
  g_autofree char *csv = g_build_filename (f->dir, "out.csv", NULL), *text = NULL, *jsonl = g_build_filename (f->dir, "out.jsonl", NULL);
  g_autofree char *xlsx = g_build_filename (f->dir, "out.xlsx", NULL), *bytes = NULL, *lines = NULL;
  gsize length;
  assert_in (ctl (f, 0, "export", "contact", csv, "--fields=name,company", "--ids", NULL), "1 record");
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "id,name,company,company.id\r\n"));
  assert_in (text, ",\"=1+1, \"\"x\"\"\",Acme,");
  assert_in (text, acme);
  ctl (f, 0, "export", "contact", jsonl, NULL);
  g_assert_true (g_file_get_contents (jsonl, &lines, NULL, NULL));
  assert_in (lines, "\"name\":\"=1+1, \\\"x\\\"\"");
  ctl (f, 0, "export", "contact", xlsx, "--where=name is not empty", NULL);
  g_assert_true (g_file_get_contents (xlsx, &bytes, &length, NULL));
  g_assert_cmpint (memcmp (bytes, "PK", 2), ==, 0);
  /* What was exported with ids updates the same records when it comes back. */
  ctl (f, 0, "import", "contact", csv, NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "1\n");
  ctl (f, 0, "import", "contact", jsonl, NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "contact", NULL), ==, "1\n");
}

static void
test_safety (Fixture *f, gconstpointer data)
{
  g_autofree char *acme = new_id (f, "company", "name=Acme");
  g_autofree char *backup = g_build_filename (f->dir, "backup", NULL), *archive = g_build_filename (f->dir, "all.tar.zst", NULL);
  ctl (f, 0, "backup", backup, NULL);
  ctl (f, 0, "archive", archive, NULL);
  ctl (f, 0, "delete", "company", acme, NULL);
  ctl (f, 0, "restore", backup, NULL);
  g_assert_cmpstr (ctl (f, 0, "count", "company", NULL), ==, "1\n");
  ctl (f, 1, "unarchive", archive, NULL);
  g_free (f->workspace);
  f->workspace = g_build_filename (f->dir, "second", NULL);
  ctl (f, 0, "unarchive", archive, NULL);
  assert_in (ctl (f, 0, "get", "company", acme, NULL), "Acme");
  assert_in (ctl (f, 0, "check", NULL), "sound");
  ctl (f, 1, "unarchive", backup, NULL);
}

static void
add_tests (void)
{
#define ADD(path, set, func) g_test_add ("/ctl/" path, Fixture, NULL, set, func, tear_down)
  ADD ("usage", set_up_empty, test_usage);
  ADD ("help", set_up_empty, test_help);
  ADD ("no-workspace", set_up_empty, test_no_workspace);
  ADD ("init", set_up, test_init);
  ADD ("demo", set_up_empty, test_demo);
  ADD ("schema", set_up, test_schema);
  ADD ("write", set_up, test_write);
  ADD ("erase", set_up, test_erase);
  ADD ("rules", set_up, test_rules);
  ADD ("reports", set_up, test_reports);
  ADD ("lead", set_up, test_lead);
  ADD ("quote", set_up, test_quote);
  ADD ("bad-input", set_up, test_bad_input);
  ADD ("undo", set_up, test_undo);
  ADD ("list", set_up, test_list);
  ADD ("control-characters", set_up, test_control_characters);
  ADD ("eval", set_up, test_eval);
  ADD ("define", set_up, test_define);
  ADD ("import", set_up, test_import);
  ADD ("calendar", set_up, test_calendar);
  ADD ("import-mapping", set_up, test_import_mapping);
  ADD ("export", set_up, test_export);
  ADD ("safety", set_up, test_safety);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_tests (&argc, &argv, add_tests);
}
