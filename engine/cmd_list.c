/* The subcommands in the order in which help lists them. */
#include "command.h"

const struct command *const command_list[] = {
    &command_run,     &command_check,  &command_show,
    &command_runs,    &command_plot,   &command_doc,
    &command_compare, &command_report, &command_export,
    &command_inputs,  &command_sweep,  &command_solve,
    &command_explain, &command_attain, &command_sensitivity,
    &command_why,     &command_verify, NULL,
};
