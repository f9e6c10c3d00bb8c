/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-convert-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-dialog-fit.h"
#include "tw-field-text.h"
#include "tw-task.h"

/* What people say about a new deal at once; the rest is on its page. */
static const char *const deal_keys[] = { "name", "amount", "close_date" };

/* What an entry of a part's choice means, in their order. */
typedef enum { CHOICE_MAKE, CHOICE_LINK, CHOICE_LEAVE } ChoiceKind;

typedef struct
{
  ChoiceKind kind;
  guint      match;                                    /* of CHOICE_LINK */
} Choice;

struct _TwConvertDialog
{
  AdwWindow            parent_instance;

  TwWorkspace         *workspace;                      /* (owned) */
  TwLeadConversion    *conversion;                     /* (owned) (nullable) while it is being read */
  gint64               n_related;
  GArray              *choices[TW_LEAD_N_PARTS];       /* (owned) Choice, as in the combo rows */
  GPtrArray           *rows;                           /* (owned) TwFormRow, lent */
  GPtrArray           *lines;                          /* (owned) rows of the preview, lent */
  gboolean             filling;

  GtkStack            *stack;
  AdwComboRow         *company_row;
  AdwComboRow         *contact_row;
  AdwComboRow         *deal_row;
  GtkBox              *deal_form;
  AdwPreferencesGroup *preview_group;
  GtkLabel            *error_label;
};

G_DEFINE_FINAL_TYPE (TwConvertDialog, tw_convert_dialog, ADW_TYPE_WINDOW)

static void
show_error (TwConvertDialog *self,
            const char      *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static void
enable (TwConvertDialog *self,
        gboolean         enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "convert.convert", enabled);
}

/* --- The preview --- */

static char *
dup_value (TwConvertDialog *self,
           const TwField   *field)
{
  TwRecord *lead = tw_lead_conversion_get_lead (self->conversion);
  const TwValue *value = tw_record_get (lead, field);
  g_autofree char *title = NULL;

  if (value->type == TW_TYPE_LINK)
    title = tw_store_dup_title (tw_workspace_get_store (self->workspace), value->tag, &value->id);
  return tw_field_dup_text (field, value, title);
}

/* "Company: City, Contact: City", or that it stays. */
static char *
dup_targets (TwConvertDialog  *self,
             const TwLeadLine *line)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    {
      const TwEntity *entity = tw_lead_conversion_get_entity (self->conversion, i);

      if (line->targets[i] == NULL)
        continue;
      /* Translators: between the places that a value goes to. */
      g_string_append (text, text->len > 0 ? _(", ") : "");
      /* Translators: where a value goes: kind of record and field, "Company: City". */
      g_string_append_printf (text, _("%s: %s"), tw_entity_get_label (entity, FALSE), tw_field_get_label (line->targets[i]));
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_("Stays in the lead"));
}

static void
add_line (TwConvertDialog  *self,
          const TwLeadLine *line)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *value = dup_value (self, line->field), *targets = dup_targets (self, line);
  /* Translators: a field of the lead and its value, "City: Utrecht". */
  g_autofree char *title = g_strdup_printf (_("%s: %s"), tw_field_get_label (line->field), value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), targets);
  adw_preferences_group_add (self->preview_group, row);
  g_ptr_array_add (self->lines, row);
}

static void
show_preview (TwConvertDialog *self)
{
  g_autoptr(GArray) lines = tw_lead_conversion_list_lines (self->conversion);
  g_autofree char *related = NULL;

  for (guint i = 0; i < self->lines->len; i++)
    adw_preferences_group_remove (self->preview_group, g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; i < lines->len; i++)
    add_line (self, &g_array_index (lines, TwLeadLine, i));
  related = g_strdup_printf (ngettext ("The lead is kept, closed. %d activity, task, document or other record is linked on.",
                                       "The lead is kept, closed. %d activities, tasks, documents and other records are linked on.",
                                       (gulong) self->n_related), (int) self->n_related);
  adw_preferences_group_set_description (self->preview_group,
                                         self->n_related > 0 ? related : _("The lead is kept, closed."));
}

/* --- The choices --- */

static AdwComboRow *
combo_of (TwConvertDialog *self,
          TwLeadPart       part)
{
  AdwComboRow *combos[TW_LEAD_N_PARTS] = { self->company_row, self->contact_row, self->deal_row };

  return combos[part];
}

static void
show_deal_form (TwConvertDialog *self)
{
  TwRecord *deal = tw_lead_conversion_get_record (self->conversion, TW_LEAD_DEAL);
  gboolean make = deal != NULL && tw_record_is_new (deal);

  gtk_widget_set_visible (GTK_WIDGET (self->deal_form), make);
  for (guint i = 0; make && i < self->rows->len; i++)
    {
      TwFieldInput *input = tw_form_row_get_input (g_ptr_array_index (self->rows, i));
      const TwField *field = tw_field_input_get_field (input);
      g_auto(TwValue) value = TW_VALUE_INIT;

      /* What a person typed stays; the name follows the company until then. */
      if (!tw_field_input_get_value (input, &value, NULL) || !tw_value_is_null (&value))
        continue;
      tw_field_input_set_value (input, tw_record_get (deal, field));
    }
}

static void
chosen_cb (TwConvertDialog *self,
           GParamSpec      *pspec,
           AdwComboRow     *combo)
{
  TwLeadPart part = combo == self->company_row ? TW_LEAD_COMPANY : combo == self->contact_row ? TW_LEAD_CONTACT : TW_LEAD_DEAL;
  guint selected = adw_combo_row_get_selected (combo);
  Choice *choice = NULL;

  if (self->filling || self->conversion == NULL || selected >= self->choices[part]->len)
    return;
  show_error (self, NULL);
  choice = &g_array_index (self->choices[part], Choice, selected);
  if (choice->kind == CHOICE_MAKE)
    tw_lead_conversion_make (self->conversion, part);
  else if (choice->kind == CHOICE_LEAVE)
    tw_lead_conversion_leave (self->conversion, part);
  else
    tw_lead_conversion_link (self->conversion, part,
                             g_ptr_array_index (tw_lead_conversion_get_matches (self->conversion, part), choice->match));
  show_deal_form (self);
  show_preview (self);
}

static char *
dup_new_label (TwConvertDialog *self,
               TwLeadPart       part)
{
  TwRecord *lead = tw_lead_conversion_get_lead (self->conversion);
  const TwValue *company = tw_record_get_key (lead, "company_name");
  g_autofree char *name = tw_record_dup_title (lead);

  if (part != TW_LEAD_CONTACT && company->type == TW_TYPE_TEXT)
    {
      g_free (name);
      name = g_strdup (company->text);
    }
  /* Translators: a choice: a new record with this name. */
  return g_strdup_printf (_("New: %s"), name);
}

static void
fill_choice (TwConvertDialog *self,
             TwLeadPart       part)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *matches = tw_lead_conversion_get_matches (self->conversion, part);
  TwRecord *present = tw_lead_conversion_get_record (self->conversion, part);
  guint selected = 0;

  if (tw_lead_conversion_can_make (self->conversion, part))
    {
      g_autofree char *label = dup_new_label (self, part);

      gtk_string_list_append (names, label);
      g_array_append_val (self->choices[part], ((Choice) { CHOICE_MAKE, 0 }));
    }
  for (guint i = 0; i < matches->len; i++)
    {
      g_autofree char *title = tw_record_dup_title (g_ptr_array_index (matches, i));
      /* Translators: a choice: a record that is there already. */
      g_autofree char *label = g_strdup_printf (_("Existing: %s"), title);

      if (g_ptr_array_index (matches, i) == present)
        selected = self->choices[part]->len;
      gtk_string_list_append (names, label);
      g_array_append_val (self->choices[part], ((Choice) { CHOICE_LINK, i }));
    }
  /* Translators: a choice: the lead becomes no company, contact or deal. */
  gtk_string_list_append (names, C_("conversion", "None"));
  g_array_append_val (self->choices[part], ((Choice) { CHOICE_LEAVE, 0 }));
  if (present == NULL)
    selected = self->choices[part]->len - 1;
  adw_combo_row_set_model (combo_of (self, part), G_LIST_MODEL (names));
  adw_combo_row_set_selected (combo_of (self, part), selected);
}

static void
add_deal_rows (TwConvertDialog *self)
{
  const TwEntity *deal = tw_lead_conversion_get_entity (self->conversion, TW_LEAD_DEAL);

  for (guint i = 0; i < G_N_ELEMENTS (deal_keys); i++)
    {
      GtkWidget *row = tw_form_row_new (self->workspace, tw_entity_get_field (deal, deal_keys[i]));

      g_ptr_array_add (self->rows, row);
      gtk_box_append (self->deal_form, row);
    }
}

/* --- Reading and converting, on a thread --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwId     lead;
  gint64   n_related;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->store);
  g_free (reading);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;
  TwLeadConversion *conversion = tw_lead_conversion_new (reading->store, &reading->lead, &error);

  if (conversion == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reading->n_related = tw_lead_conversion_count_related (conversion, NULL);
  g_task_return_pointer (task, conversion, g_object_unref);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwConvertDialog *self = TW_CONVERT_DIALOG (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwLeadConversion) conversion = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->rows == NULL)                              /* closed meanwhile */
    return;
  if (conversion == NULL)
    {
      show_error (self, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->stack), FALSE);          /* nothing more is waited for */
      return;
    }
  self->conversion = g_steal_pointer (&conversion);
  self->n_related = reading->n_related;
  self->filling = TRUE;
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    fill_choice (self, i);
  self->filling = FALSE;
  add_deal_rows (self);
  show_deal_form (self);
  show_preview (self);
  gtk_stack_set_visible_child_name (self->stack, "ready");
  enable (self, TRUE);
}

static void
convert_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  TwCommit *commit = tw_lead_conversion_commit (task_data, &error);

  if (commit != NULL)
    g_task_return_pointer (task, commit, (GDestroyNotify) tw_commit_unref);
  else
    g_task_return_error (task, error);
}

/* Shows the best of what was made. */
static void
open_result (TwConvertDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  char id[TW_ID_TEXT_LENGTH + 1];

  for (int i = TW_LEAD_DEAL; parent != NULL && i >= TW_LEAD_COMPANY; i--)
    {
      TwRecord *record = tw_lead_conversion_get_record (self->conversion, i);

      if (record == NULL)
        continue;
      gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-record", "(uss)", tw_record_get_entity (record)->number,
                                  tw_id_print (tw_record_get_id (record), id), "");
      return;
    }
}

static void
converted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  TwConvertDialog *self = TW_CONVERT_DIALOG (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->rows == NULL)
    return;
  enable (self, TRUE);
  if (commit == NULL)
    {
      show_error (self, error->message);
      return;
    }
  open_result (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
convert (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwConvertDialog *self = TW_CONVERT_DIALOG (widget);
  TwRecord *deal = tw_lead_conversion_get_record (self->conversion, TW_LEAD_DEAL);
  g_autoptr(GTask) task = NULL;

  show_error (self, NULL);
  for (guint i = 0; deal != NULL && tw_record_is_new (deal) && i < self->rows->len; i++)
    if (!tw_form_row_apply (g_ptr_array_index (self->rows, i), deal))
      {
        gtk_widget_grab_focus (g_ptr_array_index (self->rows, i));
        return;
      }
  enable (self, FALSE);
  task = g_task_new (self, NULL, converted_cb, NULL);
  g_task_set_source_tag (task, convert);
  g_task_set_task_data (task, g_object_ref (self->conversion), g_object_unref);
  tw_task_run_in_thread (task, convert_thread);
}

static const TwActionInfo infos[] = {
  { "convert.convert", N_("Convert the lead as chosen"), "<Control>Return", NULL, NULL, convert },
  { "window.close", N_("Close without converting"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_convert_actions = { N_("Convert a lead"), infos, G_N_ELEMENTS (infos) };

static void
tw_convert_dialog_dispose (GObject *object)
{
  TwConvertDialog *self = TW_CONVERT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CONVERT_DIALOG);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    g_clear_pointer (&self->choices[i], g_array_unref);
  g_clear_object (&self->conversion);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_convert_dialog_parent_class)->dispose (object);
}

static void
tw_convert_dialog_class_init (TwConvertDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_convert_dialog_dispose;
  tw_action_table_install (&tw_convert_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("lead/tw-convert-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwConvertDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TwConvertDialog, company_row);
  gtk_widget_class_bind_template_child (widget_class, TwConvertDialog, contact_row);
  gtk_widget_class_bind_template_child (widget_class, TwConvertDialog, deal_row);
  gtk_widget_class_bind_template_child (widget_class, TwConvertDialog, deal_form);
  gtk_widget_class_bind_template_child (widget_class, TwConvertDialog, preview_group);
  gtk_widget_class_bind_template_child (widget_class, TwConvertDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tw_convert_dialog_init (TwConvertDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->lines = g_ptr_array_new ();
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    self->choices[i] = g_array_new (FALSE, FALSE, sizeof (Choice));
  gtk_widget_init_template (GTK_WIDGET (self));
  enable (self, FALSE);
}

/**
 * tw_convert_dialog_new:
 * @parent: the window that it belongs to
 * @workspace: where the lead is
 * @lead: id of a lead
 *
 * Returns: (transfer none): a dialog that converts the lead and opens what became of it
 */
TwConvertDialog *
tw_convert_dialog_new (GtkWindow   *parent,
                       TwWorkspace *workspace,
                       const TwId  *lead)
{
  TwConvertDialog *self = g_object_new (TW_TYPE_CONVERT_DIALOG, "transient-for", parent, NULL);
  g_autoptr(GTask) task = NULL;
  Reading *reading = g_new0 (Reading, 1);

  self->workspace = g_object_ref (workspace);
  tw_dialog_fit (GTK_WINDOW (self), parent);
  reading->store = g_object_ref (tw_workspace_get_store (workspace));
  reading->lead = *lead;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, tw_convert_dialog_new);
  g_task_set_task_data (task, reading, reading_free);
  tw_task_run_in_thread (task, read_thread);
  return self;
}

/**
 * tw_convert_dialog_get_conversion:
 * @self: the dialog
 *
 * Returns: (transfer none) (nullable): what it is going to do; %NULL while the lead is being read
 */
TwLeadConversion *
tw_convert_dialog_get_conversion (TwConvertDialog *self)
{
  g_return_val_if_fail (TW_IS_CONVERT_DIALOG (self), NULL);
  return self->conversion;
}

/**
 * tw_convert_dialog_get_choice:
 * @self: the dialog
 * @part: one of the things that a lead becomes
 *
 * Returns: (transfer none): where it is chosen
 */
AdwComboRow *
tw_convert_dialog_get_choice (TwConvertDialog *self,
                              TwLeadPart       part)
{
  g_return_val_if_fail (TW_IS_CONVERT_DIALOG (self), NULL);
  return combo_of (self, part);
}

/**
 * tw_convert_dialog_get_row:
 * @self: the dialog
 * @key: key of a field of deals
 *
 * Returns: (transfer none) (nullable): where the field of the new deal is entered
 */
TwFormRow *
tw_convert_dialog_get_row (TwConvertDialog *self,
                           const char      *key)
{
  g_return_val_if_fail (TW_IS_CONVERT_DIALOG (self), NULL);
  for (guint i = 0; i < self->rows->len; i++)
    if (g_str_equal (tw_field_input_get_field (tw_form_row_get_input (g_ptr_array_index (self->rows, i)))->key, key))
      return g_ptr_array_index (self->rows, i);
  return NULL;
}
