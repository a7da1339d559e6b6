-- What the plan's county and Minning money can pay / 以收定支
local axes = require "model/axes"
local input = require "model/inputs"
local rates = require "model/rates"
local budget = {}

-- What one more place costs in the end, at the draw's own rates / 每个名额的预期补贴
local accepted = 1 - input.reject_identity - input.reject_repeat
local paid_share = stack(axes.item, function(id)
  return input.item_mix:at(axes.item, id) * input.qualification_pass:at(axes.pass_group, axes.pass_group_of[id])
end)
local per_qualification = input.completion * input.claim_individual * accepted * (paid_share * rates.of_item):sum()
local per_work = input.work_eligible * input.work_completion * input.retention * input.claim_firm * accepted
  * rates.work_rate

-- The part of all places of R2 and R5 in the plan's three years that the budgets of all years can pay, at most 1;
-- tasks: person-times a year by department.
function budget.affordable(tasks)
  local asked = tasks:at(axes.department, "hr") * input.qualification_part * per_qualification
  for _, id in ipairs(axes.department:labels { calendar = "firm" }) do
    asked = asked + tasks:at(axes.department, id) * input.work_part * per_work
  end
  return min(1, (rates.minning + rates.county):sum() / (3 * asked))
end

return budget
