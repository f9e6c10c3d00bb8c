/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-empty-page.h"

#include <glib/gi18n-lib.h>

#include "tw-entity-words.h"

/**
 * tw_empty_page_show:
 * @page: the page
 * @button: its button, with underlines
 * @state: the view, which has no records
 *
 * Says why there is nothing, and offers what changes that.
 */
void
tw_empty_page_show (AdwStatusPage *page,
                    GtkButton     *button,
                    TwViewState   *state)
{
  const TwEntity *entity = tw_view_state_get_entity (state);
  gboolean filtered = tw_view_state_get_n_conditions (state) > 0 || tw_view_state_get_text (state) != NULL;
  /* Translators: %s is a kind of record in the plural, "Deals". */
  g_autofree char *title = g_strdup_printf (_("No %s Yet"), tw_entity_get_label (entity, TRUE));
  g_autofree char *label = tw_entity_dup_new_label (entity);

  adw_status_page_set_icon_name (page, filtered ? "edit-find-symbolic" : entity->icon);
  adw_status_page_set_title (page, filtered ? _("Nothing Matches") : title);
  tw_tell (page, filtered ? _("No record meets all the filters above.") : tw_entity_get_purpose (entity));
  gtk_button_set_label (button, filtered ? _("_Remove Filters") : label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), filtered ? "view.clear-filters" : "view.new");
}
