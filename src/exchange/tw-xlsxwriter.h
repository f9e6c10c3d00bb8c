/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we use of libxlsxwriter, which is loaded with the first workbook. */
#pragma once

#include <xlsxwriter.h>

#include "tw-late.h"

G_BEGIN_DECLS

#define TW_XLSXWRITER_FUNCTIONS(F) \
  F (format_set_bold) \
  F (format_set_num_format) \
  F (lxw_rowcol_to_cell) \
  F (lxw_strerror) \
  F (lxw_workbook_free) \
  F (workbook_add_format) \
  F (workbook_add_worksheet) \
  F (workbook_close) \
  F (workbook_new_opt) \
  F (worksheet_autofilter) \
  F (worksheet_freeze_panes) \
  F (worksheet_set_column) \
  F (worksheet_set_row_opt) \
  F (worksheet_write_boolean) \
  F (worksheet_write_formula_num) \
  F (worksheet_write_number) \
  F (worksheet_write_string)

typedef struct { TW_XLSXWRITER_FUNCTIONS (TW_LATE_MEMBER) } TwXlsxwriter;

const TwXlsxwriter *tw_xlsxwriter (void);

#define format_set_bold         (tw_xlsxwriter ()->format_set_bold)
#define format_set_num_format   (tw_xlsxwriter ()->format_set_num_format)
#define lxw_rowcol_to_cell      (tw_xlsxwriter ()->lxw_rowcol_to_cell)
#define lxw_strerror            (tw_xlsxwriter ()->lxw_strerror)
#define lxw_workbook_free       (tw_xlsxwriter ()->lxw_workbook_free)
#define workbook_add_format     (tw_xlsxwriter ()->workbook_add_format)
#define workbook_add_worksheet  (tw_xlsxwriter ()->workbook_add_worksheet)
#define workbook_close          (tw_xlsxwriter ()->workbook_close)
#define workbook_new_opt        (tw_xlsxwriter ()->workbook_new_opt)
#define worksheet_autofilter    (tw_xlsxwriter ()->worksheet_autofilter)
#define worksheet_freeze_panes  (tw_xlsxwriter ()->worksheet_freeze_panes)
#define worksheet_set_column    (tw_xlsxwriter ()->worksheet_set_column)
#define worksheet_set_row_opt   (tw_xlsxwriter ()->worksheet_set_row_opt)
#define worksheet_write_boolean (tw_xlsxwriter ()->worksheet_write_boolean)
#define worksheet_write_formula_num (tw_xlsxwriter ()->worksheet_write_formula_num)
#define worksheet_write_number  (tw_xlsxwriter ()->worksheet_write_number)
#define worksheet_write_string  (tw_xlsxwriter ()->worksheet_write_string)

G_END_DECLS
