/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-days-list.h"
#include "tw-report-jobs-bar.h"
#include "tw-report-page-private.h"

#define SHEET_HEIGHT 340                               /* of the designer, where there is no room beside the answer */

G_DEFINE_FINAL_TYPE (TwReportPage, tw_report_page, TW_TYPE_WINDOW_PAGE)

enum { PROP_DESIGNING = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

void
tw_report_page_report (TwReportPage *self,
                       GError       *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

/* --- Days --- */

static void
show_range (TwReportPage *self)
{
  self->filling = TRUE;
  tw_days_list_select (self->ranges, TRUE, tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self))),
                       tw_report_state_get_range (self->state));
  self->filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->ranges), tw_report_state_get_report (self->state)->period != NULL);
}

static void
own_days_cb (GtkWidget  *page,
             const char *period)
{
  TwReportPage *self = TW_REPORT_PAGE (page);

  if (period != NULL && !tw_report_page_set_days (self, period))
    {
      g_autofree char *words = tw_days_dup_refusal ();

      gtk_widget_activate_action (page, "win.toast", "s", words);
    }
  show_range (self);
}

/**
 * tw_report_page_set_days:
 * @self: a page
 * @days: (nullable): days, as in tw_figure_range_parse(); %NULL for all
 *
 * Asks for the report's own days.
 *
 * Returns: whether they are days
 */
gboolean
tw_report_page_set_days (TwReportPage *self,
                         const char   *days)
{
  TwStore *store = NULL;
  TwFigureRange range;

  g_return_val_if_fail (TW_IS_REPORT_PAGE (self) && self->state != NULL, FALSE);
  store = tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
  if (days != NULL && !tw_figure_range_parse (store, days, TW_GRAIN_NONE, &range))
    return FALSE;
  tw_report_state_set_range (self->state, days);
  return TRUE;
}

static void
range_chosen_cb (TwReportPage *self)
{
  const char *days = NULL;
  TwDaysChoice choice = TW_DAYS_NONE;

  if (self->filling || self->state == NULL)
    return;
  choice = tw_days_list_read (self->ranges, TRUE, &days);
  if (choice == TW_DAYS_CHOSEN)
    tw_report_state_set_range (self->state, days);
  else if (choice == TW_DAYS_OWN)
    tw_days_ask (GTK_WIDGET (self), tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self))),
                 tw_report_state_get_range (self->state), own_days_cb);
}

/* --- What is shown --- */

static void
show_title (TwReportPage *self)
{
  const TwReportEntry *entry = tw_report_state_get_entry (self->state);
  const TwEntity *entity = tw_report_state_get_entity (self->state);
  g_autofree char *id = tw_id_is_nil (&entry->id) ? g_strdup ("reports") : tw_id_dup_text (&entry->id);

  tw_window_page_set_title (TW_WINDOW_PAGE (self), entry->name);
  adw_window_title_set_title (self->heading, entry->name);
  adw_window_title_set_subtitle (self->heading, entity != NULL ? tw_entity_get_label (entity, TRUE) : "");
  tw_window_page_set_place (TW_WINDOW_PAGE (self), entry->pinned ? id : "reports");
}

static void
state_changed_cb (TwReportPage *self)
{
  show_title (self);
  show_range (self);
  tw_report_page_update_actions (self);
}

static void
filters_replaced_cb (TwReportPage *self)
{
  TwViewState *filters = tw_report_state_get_filters (self->state);

  self->filter_bar = filters != NULL ? tw_filter_bar_new_plain (filters) : NULL;
  adw_bin_set_child (self->filter_bin, GTK_WIDGET (self->filter_bar));
}

static void
set_designing (TwReportPage *self,
               gboolean      designing)
{
  if (self->designing == designing)
    return;
  self->designing = designing;
  if (designing && self->designer == NULL)
    {
      self->designer = TW_REPORT_DESIGNER (tw_report_designer_new (self->state));
      adw_bin_set_child (self->designer_bin, GTK_WIDGET (self->designer));
    }
  adw_flap_set_reveal_flap (self->flap, designing);
  if (designing && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (tw_report_designer_get_tree (self->designer)), GTK_DIR_TAB_FORWARD);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESIGNING]);
}

static void
revealed_cb (TwReportPage *self)
{
  if (self->state != NULL)
    set_designing (self, adw_flap_get_reveal_flap (self->flap));
}

/* There is no room beside the answer: the designer is a sheet from the bottom, above which the answer is seen as it follows. */
static void
narrow_changed_cb (TwReportPage *self)
{
  gboolean narrow = tw_window_page_get_narrow (TW_WINDOW_PAGE (self));

  if (self->state == NULL)
    return;
  adw_flap_set_fold_policy (self->flap, narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  tw_report_page_update_actions (self);
  gtk_widget_set_visible (self->export_button, !narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->flap), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (GTK_WIDGET (self->designer_bin), narrow ? -1 : 340, narrow ? SHEET_HEIGHT : -1);
  /* A sheet leaves room to the answer, whatever its parts would take. */
  gtk_widget_set_vexpand (GTK_WIDGET (self->designer_bin), !narrow);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->designer_bin), "tw-sheet");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->designer_bin), "tw-sheet");
}

static void
tw_report_page_shown (TwWindowPage *page)
{
  TwReportPage *self = TW_REPORT_PAGE (page);

  if (self->designing)
    gtk_widget_child_focus (GTK_WIDGET (tw_report_designer_get_tree (self->designer)), GTK_DIR_TAB_FORWARD);
  else
    tw_report_answer_take_focus (self->answer);
}

static void
tw_report_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  g_value_set_boolean (value, TW_REPORT_PAGE (object)->designing);
}

static void
tw_report_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  set_designing (TW_REPORT_PAGE (object), g_value_get_boolean (value));
}

static void
tw_report_page_dispose (GObject *object)
{
  TwReportPage *self = TW_REPORT_PAGE (object);

  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_REPORT_PAGE);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_report_page_parent_class)->dispose (object);
}

static void
tw_report_page_class_init (TwReportPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tw_report_page_dispose;
  object_class->get_property = tw_report_page_get_property;
  object_class->set_property = tw_report_page_set_property;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_report_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "reports";
  properties[PROP_DESIGNING] = g_param_spec_boolean ("designing", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  tw_action_table_install (&tw_report_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("report/tw-report-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, flap);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, filter_bin);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, answer_bin);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, designer_bin);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, heading);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, ranges);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, TwReportPage, jobs_bin);
  gtk_widget_class_bind_template_callback (widget_class, range_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, revealed_cb);
}

static void
tw_report_page_init (TwReportPage *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = TRUE;
  tw_days_list_fill (self->ranges, TRUE);
  self->filling = FALSE;
  g_signal_connect (self, "notify::narrow", G_CALLBACK (narrow_changed_cb), NULL);
}

/**
 * tw_report_page_new:
 * @state: a report
 * @designing: whether it is to be designed
 *
 * Returns: (transfer floating): a page for the window
 */
GtkWidget *
tw_report_page_new (TwReportState *state,
                    gboolean       designing)
{
  TwReportPage *self = g_object_new (TW_TYPE_REPORT_PAGE, "workspace", tw_report_state_get_workspace (state), NULL);

  self->state = g_object_ref (state);
  self->answer = TW_REPORT_ANSWER (tw_report_answer_new (state));
  adw_bin_set_child (self->answer_bin, GTK_WIDGET (self->answer));
  adw_bin_set_child (self->jobs_bin, tw_report_jobs_bar_new (tw_report_state_get_workspace (state)));
  filters_replaced_cb (self);
  state_changed_cb (self);
  narrow_changed_cb (self);
  g_signal_connect_object (state, "changed", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "filters-replaced", G_CALLBACK (filters_replaced_cb), self, G_CONNECT_SWAPPED);
  set_designing (self, designing);
  return GTK_WIDGET (self);
}

/**
 * tw_report_page_get_state:
 * @self: a page
 *
 * Returns: (transfer none): the report
 */
TwReportState *
tw_report_page_get_state (TwReportPage *self)
{
  g_return_val_if_fail (TW_IS_REPORT_PAGE (self), NULL);
  return self->state;
}

/**
 * tw_report_page_get_answer:
 * @self: a page
 *
 * Returns: (transfer none): its answer
 */
TwReportAnswer *
tw_report_page_get_answer (TwReportPage *self)
{
  g_return_val_if_fail (TW_IS_REPORT_PAGE (self), NULL);
  return self->answer;
}

/**
 * tw_report_page_get_designer:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): where it is designed; %NULL until that was shown
 */
TwReportDesigner *
tw_report_page_get_designer (TwReportPage *self)
{
  g_return_val_if_fail (TW_IS_REPORT_PAGE (self), NULL);
  return self->designer;
}

/**
 * tw_report_page_export:
 * @self: a page
 * @file: where the report is to be written
 * @format: as what
 *
 * Returns: (transfer none): what runs in the background
 */
TwReportJob *
tw_report_page_export (TwReportPage  *self,
                       GFile         *file,
                       TwReportFormat format)
{
  GtkRoot *root = NULL;

  g_return_val_if_fail (TW_IS_REPORT_PAGE (self), NULL);
  root = gtk_widget_get_root (GTK_WIDGET (self));
  return tw_report_jobs_start (root != NULL ? GTK_WINDOW (root) : NULL, self->state, file, format);
}
