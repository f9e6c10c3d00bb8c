/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-condition-input.h"

#include <glib/gi18n-lib.h>

#include "tw-field-input.h"
#include "tw-link-picker.h"
#include "tw-list-cell.h"

struct _TwConditionInput
{
  AdwBin         parent_instance;

  TwWorkspace   *workspace;                            /* (owned) */
  const TwField *field;
  TwConditionOp  op;

  /* One of these, by the field and the operator. */
  GtkWidget     *ticks_scroll;                         /* (nullable) around ticks */
  GtkListBox    *ticks;                                /* (nullable) rows with a check button that carries its literal */
  TwFieldInput  *day;                                  /* (nullable) as on the record's page */
  TwField        day_field;                            /* the field as a day: of a moment only the day is compared */
  GtkEditable   *entry;                                /* (nullable) */
  GtkDropDown   *periods;                              /* (nullable) */
};

G_DEFINE_FINAL_TYPE (TwConditionInput, tw_condition_input, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
emit_changed (TwConditionInput *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
get_check (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "check");
}

/* A line with a check button for one literal; a dot shows the colour of a choice. */
static GtkWidget *
add_tick (TwConditionInput *self,
          const char       *label,
          const char       *literal,
          const char       *css_class)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *check = gtk_check_button_new_with_label (label);

  gtk_widget_set_hexpand (check, TRUE);
  gtk_box_append (GTK_BOX (box), check);
  if (css_class != NULL)
    {
      GtkWidget *dot = gtk_image_new_from_icon_name ("media-record-symbolic");

      gtk_image_set_pixel_size (GTK_IMAGE (dot), 10);
      gtk_widget_add_css_class (dot, css_class);
      gtk_box_append (GTK_BOX (box), dot);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_object_set_data (G_OBJECT (row), "check", check);
  g_object_set_data_full (G_OBJECT (row), "literal", g_strdup (literal), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->ticks, row);
  gtk_widget_set_visible (self->ticks_scroll, TRUE);
  return row;
}

static GtkWidget *
make_ticks (TwConditionInput *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->ticks = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->ticks, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "tw-ticks");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 260);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list);
  /* Shown with the first line. */
  gtk_widget_set_visible (scroll, FALSE);
  self->ticks_scroll = scroll;
  return scroll;
}

static GtkWidget *
make_choices (TwConditionInput *self)
{
  GtkWidget *widget = make_ticks (self);

  for (guint i = 0; self->field->choices != NULL && self->field->choices[i] != NULL; i++)
    {
      const TwChoice *choice = self->field->choices[i];
      g_autofree char *literal = tw_condition_quote (choice->key);

      if (!choice->retired)
        add_tick (self, tw_choice_get_label (self->field, choice), literal, tw_choice_get_css_class (choice));
    }
  return widget;
}

static void
tick_literal (TwConditionInput *self,
              const char       *literal,
              const char       *label)
{
  GtkWidget *row = NULL;

  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->ticks)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "literal"), literal) == 0)
      break;
  if (row == NULL)
    row = add_tick (self, label, literal, NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_check (row)), TRUE);
  emit_changed (self);
}

static void
picked_cb (TwConditionInput *self,
           TwSearchItem     *item)
{
  g_autofree char *id = tw_id_dup_text (tw_search_item_get_id (item));
  g_autofree char *literal = tw_condition_quote (id);

  tick_literal (self, literal, tw_search_item_get_title (item));
}

static GtkWidget *
make_links (TwConditionInput *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  TwLinkPicker *picker = tw_link_picker_new (self->workspace, self->field->targets);
  const TwEntity *target = tw_field_get_target (self->field);

  gtk_box_append (GTK_BOX (box), make_ticks (self));
  if (target != NULL && g_str_equal (target->key, "user") && self->field->kind == TW_KIND_LINK)
    add_tick (self, _("Me"), "me", NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (picker));
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  return box;
}

static GtkWidget *
make_periods (TwConditionInput *self)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  guint n_periods = 0;
  const TwPeriodInfo *infos = tw_condition_get_periods (&n_periods);
  GtkWidget *drop_down = NULL;

  for (guint i = 0; i < n_periods; i++)
    gtk_string_list_append (list, _(infos[i].label));
  drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&list)), NULL);
  self->periods = GTK_DROP_DOWN (drop_down);
  for (guint i = 0; i < n_periods; i++)
    if (g_str_equal (infos[i].text, "this month"))
      gtk_drop_down_set_selected (self->periods, i);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return drop_down;
}

static GtkWidget *
make_day (TwConditionInput *self)
{
  GtkWidget *day = NULL;

  self->day_field = *self->field;
  self->day_field.kind = TW_KIND_DATE;
  self->day_field.type = TW_TYPE_DATE;
  day = tw_field_input_new (self->workspace, &self->day_field);
  self->day = TW_FIELD_INPUT (day);
  g_signal_connect_object (day, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return day;
}

static GtkWidget *
make_entry (TwConditionInput *self)
{
  GtkWidget *entry = gtk_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  if (tw_field_is_numeric (self->field))
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Value"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return entry;
}

static GtkWidget *
make_widget (TwConditionInput *self)
{
  switch (self->field->kind)
    {
    case TW_KIND_ENUM:
    case TW_KIND_SET:
      return make_choices (self);
    case TW_KIND_LINK:
    case TW_KIND_LINKS:
      return make_links (self);
    case TW_KIND_DATE:
    case TW_KIND_DATETIME:
      return self->op == TW_CONDITION_WITHIN ? make_periods (self) : make_day (self);
    default:
      return make_entry (self);
    }
}

/* A number as people type it becomes a literal; money gets the workspace's currency when none is typed. */
static gboolean
read_number (TwConditionInput *self,
             const char       *text,
             TwCondition      *condition)
{
  TwDecimal number;
  TwMoney money;
  g_autofree char *literal = NULL;

  if (self->field->kind == TW_KIND_MONEY)
    {
      if (!tw_money_parse (text, &money))
        return FALSE;
      if (money.currency == 0)
        money.currency = tw_workspace_get_currency (self->workspace);
      if (money.currency != 0)
        literal = tw_money_print (&money);
      else
        literal = g_strdup (text);
    }
  else if (tw_decimal_parse (text, &number))
    literal = tw_decimal_print (number);
  else
    return FALSE;
  tw_condition_add_literal (condition, literal);
  return TRUE;
}

static gboolean
read_ticks (TwConditionInput *self,
            TwCondition      *condition)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->ticks)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (get_check (row))))
      tw_condition_add_literal (condition, g_object_get_data (G_OBJECT (row), "literal"));
  return condition->operands->len > 0;
}

static gboolean
read_day (TwConditionInput *self,
          TwCondition      *condition)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autofree char *literal = NULL;

  if (!tw_field_input_get_value (self->day, &value, NULL) || value.type != TW_TYPE_DATE)
    return FALSE;
  literal = tw_value_print (&value);
  tw_condition_add_literal (condition, literal);
  return TRUE;
}

static void
tw_condition_input_dispose (GObject *object)
{
  TwConditionInput *self = TW_CONDITION_INPUT (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  self->ticks = NULL;
  self->day = NULL;
  self->entry = NULL;
  self->periods = NULL;
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_condition_input_parent_class)->dispose (object);
}

static void
tw_condition_input_class_init (TwConditionInputClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_condition_input_dispose;

  /**
   * TwConditionInput::changed:
   *
   * What tw_condition_input_read() gives may have changed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
tw_condition_input_init (TwConditionInput *self)
{
}

/**
 * tw_condition_input_new:
 * @workspace: where records are picked from
 * @field: the field that is compared
 * @op: how; one that needs operands
 *
 * Built in code because the widget depends on the field.
 *
 * Returns: (transfer floating): the input
 */
TwConditionInput *
tw_condition_input_new (TwWorkspace   *workspace,
                        const TwField *field,
                        TwConditionOp  op)
{
  TwConditionInput *self = g_object_new (TW_TYPE_CONDITION_INPUT, NULL);

  self->workspace = g_object_ref (workspace);
  self->field = field;
  self->op = op;
  adw_bin_set_child (ADW_BIN (self), make_widget (self));
  return self;
}

/**
 * tw_condition_input_read:
 * @self: the input
 * @condition: without operands
 *
 * Puts what was entered into the condition.
 *
 * Returns: whether anything was entered that the field can be compared with
 */
gboolean
tw_condition_input_read (TwConditionInput *self,
                         TwCondition      *condition)
{
  g_autofree char *text = NULL;
  guint n_periods = 0;

  g_return_val_if_fail (TW_IS_CONDITION_INPUT (self) && condition != NULL, FALSE);
  if (self->ticks != NULL)
    return read_ticks (self, condition);
  if (self->day != NULL)
    return read_day (self, condition);
  if (self->periods != NULL)
    {
      const TwPeriodInfo *infos = tw_condition_get_periods (&n_periods);

      tw_condition_add_literal (condition, infos[gtk_drop_down_get_selected (self->periods)].text);
      return TRUE;
    }
  text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  if (*text == '\0')
    return FALSE;
  if (tw_field_is_numeric (self->field))
    return read_number (self, text, condition);
  tw_condition_add_text (condition, text);
  return TRUE;
}

/**
 * tw_condition_input_show:
 * @self: the input
 * @condition: a condition on the same field with the same operator
 *
 * Shows the operands of a condition, so that they can be changed.
 */
void
tw_condition_input_show (TwConditionInput *self,
                         TwCondition      *condition)
{
  guint n_periods = 0;
  const TwPeriodInfo *infos = tw_condition_get_periods (&n_periods);
  const char *first = NULL;
  g_autofree char *text = NULL;
  TwDate date;

  g_return_if_fail (TW_IS_CONDITION_INPUT (self) && condition != NULL);
  for (guint i = 0; self->ticks != NULL && i < condition->operands->len; i++)
    {
      const char *literal = g_ptr_array_index (condition->operands, i);
      g_autofree char *label = tw_condition_dup_operand_label (self->workspace, self->field, literal);

      tick_literal (self, literal, label);
    }
  first = condition->operands->len > 0 ? g_ptr_array_index (condition->operands, 0) : NULL;
  if (first == NULL)
    return;
  text = tw_condition_unquote (first);
  for (guint i = 0; self->periods != NULL && i < n_periods; i++)
    if (g_str_equal (infos[i].text, first))
      gtk_drop_down_set_selected (self->periods, i);
  if (self->entry != NULL)
    gtk_editable_set_text (self->entry, text);
  if (self->day != NULL && tw_date_parse (text, &date))
    {
      g_auto(TwValue) value = tw_value_date (date);

      tw_field_input_set_value (self->day, &value);
    }
}
