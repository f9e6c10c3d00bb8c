/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-record-test.h"

TwRecordPage *
tw_record_test_open (TwAppTest  *fixture,
                     const char *entity,
                     const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, entity)->number,
                        tw_id_print (id, text), "");
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  return TW_RECORD_PAGE (tw_window_get_page (fixture->window));
}

TwRecordField *
tw_record_test_get_field (TwRecordPage *page,
                          const char   *key)
{
  TwRecordField *field = tw_record_details_get_field (tw_record_page_get_details (page), key);

  g_assert_nonnull (field);
  return field;
}

void
tw_record_test_enter (TwRecordField *field,
                      const char    *text)
{
  GtkWidget *entry = NULL;

  tw_record_field_start_edit (field);
  entry = tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

void
tw_record_test_change_elsewhere (TwAppTest  *fixture,
                                 const char *key,
                                 const char *text)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYNC, "elsewhere");
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, key, text, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

gboolean
tw_record_test_is_not_editing (gpointer data)
{
  return !tw_record_field_is_editing (data);
}

GtkWidget *
tw_record_test_find_button (gpointer    widget,
                            const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) && g_strcmp0 (gtk_button_get_label (widget), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = tw_record_test_find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
tw_record_test_find_icon_button (gpointer    widget,
                                 const char *icon)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_icon_name (widget), icon) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = tw_record_test_find_icon_button (child, icon);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
tw_record_test_find_label (gpointer    widget,
                           const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && strstr (gtk_label_get_label (widget), text) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = tw_record_test_find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

typedef struct
{
  GListModel *items;
  guint       n;
} Length;

static gboolean
has_length (gpointer data)
{
  Length *length = data;

  return g_list_model_get_n_items (length->items) == length->n;
}

void
tw_record_test_wait_length (GListModel *items,
                            guint       n)
{
  Length length = { items, n };

  tw_app_test_wait (has_length, &length);
}
