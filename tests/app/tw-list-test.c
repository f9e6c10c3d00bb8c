/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-list-test.h"

#include "tw-bulk-editor.h"
#include "tw-facet-panel.h"
#include "tw-field-input.h"
#include "tw-list-selection.h"

TwViewPage *
tw_list_test_get_page (TwAppTest *fixture)
{
  return TW_VIEW_PAGE (tw_window_get_page (fixture->window));
}

TwViewState *
tw_list_test_get_state (TwAppTest *fixture)
{
  return tw_view_page_get_state (tw_list_test_get_page (fixture));
}

TwListView *
tw_list_test_get_list (TwAppTest *fixture)
{
  return tw_app_test_find (tw_list_test_get_page (fixture), TW_TYPE_LIST_VIEW);
}

TwBulkBar *
tw_list_test_get_bar (TwAppTest *fixture)
{
  return tw_app_test_find (tw_list_test_get_page (fixture), TW_TYPE_BULK_BAR);
}

guint
tw_list_test_count_selected (TwAppTest *fixture)
{
  return tw_list_selection_get_count (tw_list_test_get_list (fixture)->selection);
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

  return g_list_model_get_n_items (G_LIST_MODEL (tw_list_test_get_list (wanted->fixture)->model)) == wanted->n
         && !tw_list_model_get_loading (tw_list_test_get_list (wanted->fixture)->model);
}

void
tw_list_test_wait_for_items (TwAppTest *fixture,
                             guint      n)
{
  tw_app_test_wait (has_items, &(Wanted) { fixture, n });
}

gboolean
tw_list_test_is_idle (gpointer data)
{
  return !tw_bulk_bar_get_running (data);
}

void
tw_list_test_open_list (TwAppTest  *fixture,
                        const char *entity,
                        guint       n)
{
  tw_app_test_open_view (fixture, entity, "list");
  tw_list_test_wait_for_items (fixture, n);
}

static gboolean
has_selected (gpointer data)
{
  Wanted *wanted = data;

  return tw_list_test_count_selected (wanted->fixture) == wanted->n;
}

void
tw_list_test_wait_for_selected (TwAppTest *fixture,
                                guint      n)
{
  tw_app_test_wait (has_selected, &(Wanted) { fixture, n });
}

void
tw_list_test_apply (TwAppTest  *fixture,
                    const char *action,
                    const char *field,
                    TwValue     value)
{
  TwBulkEditor *editor = NULL;

  tw_app_test_activate (tw_list_test_get_page (fixture), action, NULL);
  editor = tw_app_test_find (tw_list_test_get_bar (fixture), TW_TYPE_BULK_EDITOR);
  g_assert_nonnull (editor);
  if (field != NULL)
    g_assert_true (tw_bulk_editor_choose_field (editor, field));
  tw_field_input_set_value (TW_FIELD_INPUT (tw_bulk_editor_get_input (editor)), &value);
  g_assert_true (tw_bulk_editor_apply (editor));
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
  tw_value_clear (&value);
  tw_app_test_settle ();
}

TwValue
tw_list_test_one_tag (const char *text)
{
  g_auto(TwValue) tag = tw_value_text (text);

  return tw_value_list (&tag, 1);
}

void
tw_list_test_set_text (TwAppTest  *fixture,
                       const TwId *id,
                       const char *key,
                       const char *text)
{
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), id, NULL);
  TwEdit *changes = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "set");
  g_autoptr(TwCommit) commit = NULL;

  g_assert_true (tw_record_set_text (record, key, text, NULL));
  tw_edit_save (changes, record);
  commit = tw_edit_commit (changes, NULL);
  g_assert_nonnull (commit);
}

gboolean
tw_list_test_is_counted (gpointer data)
{
  return !tw_facet_panel_get_loading (data);
}
