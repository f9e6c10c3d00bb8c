/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-same-way.h"

#include <string.h>

const SameSubject same_subjects[3] = {
  { "deal", "priority", "amount", "description", "tags", "Amount", "stage" },
  { "deal", "x_risk", "x_budget", "x_place", "x_labels", "Budget", "stage" },
  { "visit", "urgency", "cost", "place", "labels", "Cost", NULL },
};

#define RISKS "[{\"key\": \"high\", \"label\": \"High\", \"color\": \"red\"}, {\"key\": \"low\", \"label\": \"Low\", \"color\": \"green\"}]"

static const char definitions[] =
  "[{\"entity\": {\"entity\": \"visit\", \"number\": 1024, \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
  " \"icon\": \"mark-location-symbolic\", \"group\": \"plan\", \"order\": 90, \"name\": \"name\", \"value\": \"cost\", \"owner\": \"agent\","
  " \"board\": \"urgency\", \"list\": [\"name\", \"urgency\", \"cost\", \"place\", \"labels\"], \"sort\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Visit\"}], \"fields\": ["
  " {\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\", \"required\": true, \"search\": \"name\"},"
  " {\"key\": \"urgency\", \"label\": \"Urgency\", \"kind\": \"enum\", \"section\": \"main\", \"choices\": " RISKS "},"
  " {\"key\": \"cost\", \"label\": \"Cost\", \"kind\": \"money\", \"section\": \"main\"},"
  " {\"key\": \"place\", \"label\": \"Place\", \"kind\": \"text\", \"section\": \"main\", \"search\": \"text\"},"
  " {\"key\": \"labels\", \"label\": \"Labels\", \"kind\": \"tags\", \"section\": \"main\"},"
  " {\"key\": \"agent\", \"label\": \"Agent\", \"kind\": \"link\", \"to\": [\"user\"], \"section\": \"main\","
  "  \"inverse\": \"visits\", \"inverse_label\": \"Visits\", \"on_delete\": \"clear\"}]}},"
  " {\"field\": {\"entity\": \"deal\", \"key\": \"x_risk\", \"label\": \"Risk\", \"kind\": \"enum\", \"section\": \"main\", \"choices\": " RISKS "}},"
  " {\"field\": {\"entity\": \"deal\", \"key\": \"x_budget\", \"label\": \"Budget\", \"kind\": \"money\", \"section\": \"main\"}},"
  " {\"field\": {\"entity\": \"deal\", \"key\": \"x_place\", \"label\": \"Place\", \"kind\": \"text\", \"section\": \"main\", \"search\": \"text\"}},"
  " {\"field\": {\"entity\": \"deal\", \"key\": \"x_labels\", \"label\": \"Labels\", \"kind\": \"tags\", \"section\": \"main\"}}]";

TwViewPage *
same_get_page (TwAppTest *fixture)
{
  return TW_VIEW_PAGE (tw_window_get_page (fixture->window));
}

TwViewState *
same_get_state (TwAppTest *fixture)
{
  return tw_view_page_get_state (same_get_page (fixture));
}

TwListView *
same_get_list (TwAppTest *fixture)
{
  return tw_app_test_find (same_get_page (fixture), TW_TYPE_LIST_VIEW);
}

typedef struct
{
  TwAppTest *fixture;
  guint      n;
} Wanted;

static gboolean
has_items (gpointer data)
{
  Wanted *wanted = data;
  TwListModel *model = same_get_list (wanted->fixture)->model;

  return g_list_model_get_n_items (G_LIST_MODEL (model)) == wanted->n && !tw_list_model_get_loading (model);
}

void
same_wait_for_items (TwAppTest *fixture,
                     guint      n)
{
  tw_app_test_wait (has_items, &(Wanted) { fixture, n });
}

char *
same_dup_where (const SameSubject *subject)
{
  return g_strdup_printf ("%s contains \"Lyon\"", subject->text);
}

void
same_open_list (TwAppTest         *fixture,
                const SameSubject *subject)
{
  const char *columns[] = { "name", subject->choice, subject->money, subject->text, subject->tags, subject->required, NULL };
  g_autofree char *where = same_dup_where (subject);
  g_autoptr(GError) error = NULL;

  tw_app_test_open_view (fixture, subject->entity, "list");
  tw_view_state_set_columns (same_get_state (fixture), columns);
  g_assert_true (tw_view_state_add_condition (same_get_state (fixture), where, &error));
  g_assert_no_error (error);
  g_assert_true (tw_view_state_set_sort (same_get_state (fixture), "name", &error));
  same_wait_for_items (fixture, SAME_N_RECORDS);
}

typedef struct
{
  TwAppTest         *fixture;
  const SameSubject *subject;
  const char        *where, *field;
  gint64             n;
} Count;

static gboolean
has_count (gpointer data)
{
  Count *count = data;
  g_autofree char *place = same_dup_where (count->subject), *other = g_strconcat (count->field, " ", count->where, NULL);
  g_autofree char *where = g_strconcat (place, " and ", other, NULL);

  return tw_app_test_count (count->fixture, count->subject->entity, where) == count->n;
}

/* Waits until so many of the test's records are such. */
void
same_wait_for (TwAppTest         *fixture,
               const SameSubject *subject,
               const char        *field,
               const char        *where,
               gint64             n)
{
  tw_app_test_wait (has_count, &(Count) { fixture, subject, where, field, n });
}

typedef struct
{
  GtkWidget  *widget;
  const char *text;
} Shown;

static gboolean
has_text (GtkWidget  *widget,
          const char *text)
{
  const char *own = NULL;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return FALSE;
  own = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
        : GTK_IS_INSCRIPTION (widget) ? gtk_inscription_get_text (GTK_INSCRIPTION (widget)) : NULL;
  if (own != NULL && strstr (own, text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
is_shown (gpointer data)
{
  Shown *shown = data;

  return has_text (shown->widget, shown->text);
}

void
same_wait_for_text (gpointer    widget,
                    const char *text)
{
  tw_app_test_wait (is_shown, &(Shown) { widget, text });
}

void
same_add_records (TwAppTest         *fixture,
                  const SameSubject *subject,
                  guint              n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  tw_app_test_define (fixture, definitions);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "things");
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, subject->entity));
      g_autofree char *name = g_strdup_printf ("Thing %u", i + 1), *money = g_strdup_printf ("%u USD", 10 * (i + 1));

      tw_record_set_text (record, "name", name, &error);
      tw_record_set_text (record, subject->choice, i < 2 ? "high" : "low", &error);
      tw_record_set_text (record, subject->money, money, &error);
      tw_record_set_text (record, subject->text, "Lyon", &error);
      if (subject->required != NULL)
        {
          g_autofree char *stage = tw_id_dup_text (&fixture->lead_stage);

          tw_record_set_text (record, subject->required, stage, &error);
        }
      g_assert_no_error (error);
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}
