/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the window: a view, a record, the status. It brings its own header bar; a back button in it has
 * the action "win.back" and is bound to "can-go-back". Pages are opened by actions that every widget can reach and that
 * carry no pointer to the window:
 *   win.open-view    s        key of an entity
 *   win.present-view (ss)     key of an entity, key of a presentation
 *   win.open-saved   s        id of a saved_view record
 *   win.open-record  (uss)    entity number, id, and "" or "edit" or the key of the field to edit
 *   win.open-file    (ss)     id of a document, words to find in it or "": its file in the viewer
 *   win.open-choices (uu)     entity number and number of a field whose choices people may change: their editor
 *   win.show-fields           the fields of the kind of record that is shown: their editor
 *   win.open-stages  (uus)    entity number and number of a field whose values are stages, id of the pipeline or nil: their editor
 *   win.open-quote   s        id of a quote: the editor of its lines
 *   win.open-related (uss)    entity number and id of a record, key of a relation: the list of its records
 *   win.create-related (uss)  the same: the form of a new one
 *   win.show-search           the search page; win.search-for s: with a text
 *   win.run-search   s        id of a saved_search record
 *   win.open-found   (sss)    key of an entity, words, conditions or "": the list of what was found
 *   win.open-report  s        id of a report
 *   win.open-report-draft s   key of a draft of a report that was never saved
 *   win.design-report (ss)    definition of a report that is not saved, "" for a new one, and its title
 *   win.open-beside  b        from a record's page: the next record of the list that it was opened from (true), or the one before
 *   win.open-window  (us)     entity number and id: the record in a window of its own
 *   win.back                  to the page before
 *   win.toast        s        shows a sentence for a moment
 *   win.toast-open   (ss)     the same with a button that opens a file outside of the workspace, by its address
 *   win.open-outside s        opens such a file
 * Changes of data need no toast of their own: the window shows one with Undo for every commit of this user, named by the commit's title. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_WINDOW_PAGE (tw_window_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TwWindowPage, tw_window_page, TW, WINDOW_PAGE, AdwBin)

struct _TwWindowPageClass
{
  AdwBinClass parent_class;

  /* The page is the one that is shown: take the focus. */
  void (*shown) (TwWindowPage *self);
  /* Id of the page of the help that tells about it, which is its file's name without ".page". */
  const char *help;
  /* For pages that show different things: the same, of what is shown now. */
  const char *(*get_help) (TwWindowPage *self);
};

TwWorkspace *tw_window_page_get_workspace   (TwWindowPage *self);
const char  *tw_window_page_get_title       (TwWindowPage *self);
void         tw_window_page_set_title       (TwWindowPage *self, const char *title);
/* Which line of the sidebar is marked while it is shown: "" none; NULL that of the page from which it was opened. */
const char  *tw_window_page_get_place       (TwWindowPage *self);
void         tw_window_page_set_place       (TwWindowPage *self, const char *place);
const char  *tw_window_page_get_help        (TwWindowPage *self);
gboolean     tw_window_page_get_can_go_back (TwWindowPage *self);
void         tw_window_page_set_can_go_back (TwWindowPage *self, gboolean can_go_back);
/* The window is narrow: one column, and this page shows the window's buttons on both sides. */
gboolean     tw_window_page_get_narrow      (TwWindowPage *self);
void         tw_window_page_set_narrow      (TwWindowPage *self, gboolean narrow);
void         tw_window_page_shown           (TwWindowPage *self);
void         tw_window_header_set_narrow    (AdwHeaderBar *header, gboolean narrow);

G_END_DECLS
